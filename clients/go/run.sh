#!/usr/bin/env bash
exec ./story
