#!/usr/bin/env bash
# PHP | openapi-generator 5.0.0-beta2 (php, Guzzle 7)
set -euo pipefail
. "$CLIENTS/tools.sh"

need php
need_file /usr/share/php/GuzzleHttp/autoload.php
openapi_generator -g php -o account --additional-properties=invokerPackage=AppwriteAccount
