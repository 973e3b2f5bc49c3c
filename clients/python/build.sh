#!/usr/bin/env bash
# Python | openapi-generator 5.0.0-beta2 (python, urllib3)
set -euo pipefail
. "$CLIENTS/tools.sh"

# Debian's Python, which has the libraries of Debian.
need /usr/bin/python3
/usr/bin/python3 -c 'import urllib3, dateutil, certifi, six' 2>/dev/null || not_installed "a library of Python (urllib3, dateutil, certifi, six)"
openapi_generator -g python -o account --additional-properties=packageName=appwrite_account
