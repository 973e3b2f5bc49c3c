#!/usr/bin/env bash
# Perl | OpenAPI::Client 1.07 (no generated code)
set -euo pipefail
. "$CLIENTS/tools.sh"

need /usr/bin/perl
/usr/bin/perl -e 'use OpenAPI::Client; use YAML::XS' 2>/dev/null || not_installed "the Perl module OpenAPI::Client or YAML::XS"
cp "$DOCUMENT" account.yaml
