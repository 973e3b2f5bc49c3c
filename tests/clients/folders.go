package main

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// client is a folder of clients/.
type client struct {
	folder    string // its name
	language  string // as people write it
	generator string // with its version
}

// findClients reads the folders of clients/. Each has a build.sh, which generates and
// compiles in the current folder, and a run.sh, which runs the story there. The second line
// of build.sh names language and generator: "# Ruby | openapi-generator 5.0.0-beta2, ruby".
func findClients(folders fs.FS) ([]client, error) {
	entries, err := fs.ReadDir(folders, ".")
	if err != nil {
		return nil, err
	}
	var found []client
	for _, entry := range entries {
		if !entry.IsDir() {
			continue
		}
		script, err := fs.ReadFile(folders, path.Join(entry.Name(), "build.sh"))
		if err != nil {
			return nil, err
		}
		if _, err := fs.Stat(folders, path.Join(entry.Name(), "run.sh")); err != nil {
			return nil, err
		}
		lines := strings.SplitN(string(script), "\n", 3)
		language, generator, ok := strings.Cut(lines[min(1, len(lines)-1)], " | ")
		if !ok {
			return nil, fmt.Errorf(`clients/%s/build.sh: the second line has to be "# <language> | <generator and version>"`, entry.Name())
		}
		found = append(found, client{
			folder:    entry.Name(),
			language:  strings.TrimPrefix(language, "# "),
			generator: strings.TrimSpace(generator),
		})
	}
	return found, nil
}
