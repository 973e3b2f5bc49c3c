#!/usr/bin/env bash
# TypeScript | @hey-api/openapi-ts 0.99.0
set -euo pipefail
. "$CLIENTS/tools.sh"

need_file "$TOOLS/typescript/node_modules"
ln -sfn "$TOOLS/typescript/node_modules" node_modules
npm_tool typescript openapi-ts
npm_tool typescript tsc --project .
