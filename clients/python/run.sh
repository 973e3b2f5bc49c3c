#!/usr/bin/env bash
PYTHONPATH=account exec /usr/bin/python3 story.py
