package main

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

const helpStart = `Usage: ` + programName + ` [flags]

Serves an Appwrite account service, in memory, on this machine, with a page at / that shows
its users and everything it "sent".

Each setting is a flag, a variable of the environment, or a key of the file that --config
names. A flag counts before a variable, and that before the file. Those marked with * can
have several values: give the flag several times, or put commas between the values.
`

const helpEnd = `
Other flags
  --help      print this
  --version   print the version of the program

Examples
  Start, and show what is sent here and at http://127.0.0.1:4080/
      ` + programName + `
  Another port, as server 1.9, for a web app with OAuth2
      ` + programName + ` --listen 127.0.0.1:4081 --server-version 1.9 --provider github,google
  In CI: no limits, and wait until it is ready
      ` + programName + ` --no-rate-limits --quiet &
      curl --silent --retry 30 --retry-delay 1 --retry-connrefused http://127.0.0.1:4080/healthz
  Keep users between runs
      ` + programName + ` --import state.json --export-on-exit state.json
  Settings from the environment, or from a file
      EMULATOR_PROVIDER=github EMULATOR_NO_SMS=true ` + programName + `
      ` + programName + ` --config emulator.yaml

Exit status: 0 when it was stopped, 1 when it failed, 2 when it was started wrongly.
More: https://github.com/appwrite-go/appwrite/blob/main/docs/emulator.md
`

// printHelp prints every setting, with its variable, grouped by topic.
func printHelp(out io.Writer) {
	var text strings.Builder
	text.WriteString(helpStart)
	for _, topic := range topics {
		fmt.Fprintf(&text, "\n%s\n", topic.title)
		for _, setting := range topic.settings {
			mark := ""
			if setting.list {
				mark = " *"
			}
			head := strings.TrimSpace("--" + setting.name + " " + setting.argument)
			fmt.Fprintf(&text, "  %-34s %s\n", head+mark, variable(setting.name))
			for line := range strings.SplitSeq(setting.help, "\n") {
				fmt.Fprintf(&text, "      %s\n", line)
			}
		}
	}
	text.WriteString(helpEnd)
	fmt.Fprint(out, text.String())
}

// printVersion prints the version of the build, and of the servers that it can be.
func printVersion(out io.Writer) {
	version := "(devel)"
	if build, ok := debug.ReadBuildInfo(); ok && build.Main.Version != "" {
		version = build.Main.Version
	}
	fmt.Fprintf(out, "%s %s (%s, servers %s)\n", programName, version, runtime.Version(), strings.Join(accounttest.ServerVersions(), ", "))
}
