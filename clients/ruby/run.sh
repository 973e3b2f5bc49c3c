#!/usr/bin/env bash
exec ruby -I account/lib story.rb
