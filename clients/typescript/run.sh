#!/usr/bin/env bash
set -euo pipefail
. "$CLIENTS/tools.sh"

exec node story.ts
