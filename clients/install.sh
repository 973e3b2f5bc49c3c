#!/usr/bin/env bash
# Installs what the stories in this folder need: Debian packages, as root or with sudo, and
# npm packages at pinned versions below ${CLIENTS_TOOLS:-~/.cache/appwrite-clients}. What is
# there is kept, so that it can run again. With names of folders it installs what these need:
#
#   clients/install.sh                 # everything, about 650 MB
#   clients/install.sh ruby python
#
# Go has to be there, and Node.js with npm, of any version that can install.
set -euo pipefail
cd "$(dirname "$0")"
. ./tools.sh

folders=${*:-$(ls -d -- */ | tr -d /)}

# packages FOLDER names the Debian packages.
packages() {
	case $1 in
	csharp) echo mono-mcs mono-runtime libmono-system-net-http4.0-cil libmono-system-runtime-serialization4.0-cil libmono-system-componentmodel-dataannotations4.0-cil libmono-system-web4.0-cil libmono-system-xml-linq4.0-cil ;;
	kotlin) echo default-jre-headless kotlin libokhttp-java libokio-java libgoogle-gson-java ;;
	perl) echo perl libopenapi-client-perl libyaml-libyaml-perl ;;
	php) echo default-jre-headless php-cli php-curl php-mbstring php-guzzlehttp-guzzle ;;
	python) echo default-jre-headless python3 python3-urllib3 python3-dateutil python3-certifi python3-six ;;
	ruby) echo default-jre-headless ruby ruby-typhoeus ;;
	esac
}

# npm_packages FOLDER names a folder of tools and what goes into it, on a line.
npm_packages() {
	case $1 in
	csharp) echo "nswag nswag@13.20.0" ;;
	kotlin | php | python | ruby) echo "openapi-generator @openapitools/openapi-generator-cli@1.0.18-5.0.0-beta2" ;;
	typescript*)
		echo "node node@24.21.0"
		echo "typescript openapi-typescript@7.13.0 openapi-fetch@0.17.0 @hey-api/openapi-ts@0.99.0 typescript@5.9.3 @types/node@24.10.1"
		;;
	esac
}

as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# Java may be there without being a package.
installed() {
	[ "$1" = default-jre-headless ] && command -v java >/dev/null && return
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

install_debian() {
	local missing=() package
	for package in $(for folder in $folders; do packages "$folder"; done | tr ' ' '\n' | sort -u); do
		installed "$package" || missing+=("$package")
	done
	[ ${#missing[@]} -gt 0 ] || return 0
	command -v apt-get >/dev/null || {
		echo "install.sh: this is not Debian or Ubuntu; install these yourself: ${missing[*]}" >&2
		return 1
	}
	quietly as_root apt-get update
	quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
}

install_npm() {
	local name specs
	for folder in $folders; do npm_packages "$folder"; done | sort -u | while read -r name specs; do
		[ "$(cat "$TOOLS/$name/installed" 2>/dev/null)" != "$specs" ] || continue
		mkdir -p "$TOOLS/$name"
		echo '{"private": true}' >"$TOOLS/$name/package.json"
		# Node.js itself is put in place by a script of its package; no other script is run.
		local scripts=--ignore-scripts
		[ "$name" != node ] || scripts=--ignore-scripts=false
		# shellcheck disable=SC2086 # several words
		quietly npm install --prefix "$TOOLS/$name" --no-fund --no-audit --save-exact $scripts $specs
		echo "$specs" >"$TOOLS/$name/installed"
	done
}

# quietly prints what a command printed only when it failed.
quietly() {
	local output
	output=$("$@" 2>&1 </dev/null) || {
		printf '%s\n' "$output" >&2
		echo "install.sh: failed: $*" >&2
		return 1
	}
}

for folder in $folders; do
	[ -d "$folder" ] || {
		echo "install.sh: there is no folder $folder here" >&2
		exit 1
	}
done
install_debian
install_npm
echo "installed for: $(echo $folders)"
