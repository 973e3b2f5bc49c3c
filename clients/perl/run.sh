#!/usr/bin/env bash
exec /usr/bin/perl story.pl
