#!/usr/bin/env bash
exec php story.php
