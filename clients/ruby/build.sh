#!/usr/bin/env bash
# Ruby | openapi-generator 5.0.0-beta2 (ruby, typhoeus)
set -euo pipefail
. "$CLIENTS/tools.sh"

need ruby
ruby -e 'require "typhoeus"' 2>/dev/null || not_installed "the gem typhoeus"
openapi_generator -g ruby -o account --additional-properties=gemName=appwrite_account,moduleName=AppwriteAccount
