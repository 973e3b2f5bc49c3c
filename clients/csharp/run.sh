#!/usr/bin/env bash
exec mono story.exe
