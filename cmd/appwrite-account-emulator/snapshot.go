package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// readImport reads the file to import; nil if there is none. A file that is also the
// export may be missing at the first start.
func readImport(chosen choices, stderr io.Writer) (io.Reader, error) {
	if chosen.importFile == "" {
		return nil, nil
	}
	content, err := os.ReadFile(chosen.importFile)
	if errors.Is(err, fs.ErrNotExist) && filepath.Clean(chosen.importFile) == filepath.Clean(chosen.exportFile) {
		fmt.Fprintf(stderr, "%s does not exist yet; starting empty.\n", chosen.importFile)
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("--import: %w", err)
	}
	return bytes.NewReader(content), nil
}

// checkExportFile reports at the start, not only at the end, that the state cannot be
// saved.
func checkExportFile(name string) error {
	if name == "" {
		return nil
	}
	probe, err := os.CreateTemp(filepath.Dir(name), ".probe-*")
	if err != nil {
		return fmt.Errorf("--export-on-exit: %w", err)
	}
	probe.Close()
	return os.Remove(probe.Name())
}

// export saves the state. The file is complete or untouched, and only its owner can
// read it, because it holds API keys.
func export(service *accounttest.Server, name string, stdout io.Writer) error {
	if name == "" {
		return nil
	}
	file, err := os.CreateTemp(filepath.Dir(name), ".export-*")
	if err != nil {
		return fmt.Errorf("--export-on-exit: %w", err)
	}
	defer os.Remove(file.Name()) // nothing to remove once it is renamed
	err = errors.Join(service.Export(file), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		return fmt.Errorf("--export-on-exit: %w", err)
	}
	fmt.Fprintf(stdout, "Saved %d users to %s.\n", len(service.Users()), name)
	return nil
}
