#!/usr/bin/env bash
# Go | ogen 1.18.0
set -euo pipefail

go tool ogen --target account --package account --clean "$DOCUMENT"
go build -o story .
