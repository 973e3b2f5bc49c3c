#!/usr/bin/env bash
# TypeScript | openapi-typescript 7.13.0, openapi-fetch 0.17.0
set -euo pipefail
. "$CLIENTS/tools.sh"

npm_tool typescript openapi-typescript "$DOCUMENT" --output account.d.ts
ln -sfn "$TOOLS/typescript/node_modules" node_modules
npm_tool typescript tsc --project .
