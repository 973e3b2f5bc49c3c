# Where install.sh puts the tools, and how each build.sh calls them. Sourced, not run.

TOOLS=${CLIENTS_TOOLS:-$HOME/.cache/appwrite-clients}
PATH=$TOOLS/node/node_modules/node/bin:$PATH

# not_installed NAME ends the script with the status that the driver knows.
not_installed() {
	echo "$1 is not installed; clients/install.sh installs it"
	exit 69
}

# need COMMAND… expects these programs.
need() {
	local command
	for command; do
		command -v "$command" >/dev/null || not_installed "$command"
	done
}

# need_file FILE… expects these files, such as libraries of Debian packages.
need_file() {
	local file
	for file; do
		[ -e "$file" ] || not_installed "$file"
	done
}

# openapi_generator ARGUMENT… generates from the document; the newest release of the
# generator that is on npm as a program and not as a download.
openapi_generator() {
	local jar=$TOOLS/openapi-generator/node_modules/@openapitools/openapi-generator-cli/bin/openapi-generator.jar
	need java
	need_file "$jar"
	java -jar "$jar" generate -i "$DOCUMENT" "$@"
}

# npm_tool FOLDER COMMAND ARGUMENT… runs a command of an npm package.
npm_tool() {
	local command=$TOOLS/$1/node_modules/.bin/$2
	need node
	need_file "$command"
	"$command" "${@:3}"
}
