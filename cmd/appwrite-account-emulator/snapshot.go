package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// openImport opens the file to import; nil if there is none. A file that is also the
// export may be missing at the first start.
func openImport(chosen choices, journal *journal) (io.ReadCloser, error) {
	if chosen.importFile == "" {
		return nil, nil
	}
	file, err := os.Open(chosen.importFile)
	if errors.Is(err, fs.ErrNotExist) && filepath.Clean(chosen.importFile) == filepath.Clean(chosen.exportFile) {
		journal.note("%s does not exist yet; starting empty.", chosen.importFile)
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("--import: %w", err)
	}
	return file, nil
}

// checkExportFile reports at the start, not only at the end, that the state cannot be
// saved.
func checkExportFile(name string) error {
	if name == "" {
		return nil
	}
	target, err := exportTarget(name)
	if err != nil {
		return fmt.Errorf("--export-on-exit: %w", err)
	}
	probe, err := os.CreateTemp(filepath.Dir(target), ".probe-*")
	if err != nil {
		return fmt.Errorf("--export-on-exit: %w", err)
	}
	probe.Close()
	return os.Remove(probe.Name())
}

// maxLinks is how many symbolic links can lead to a file, as in Linux.
const maxLinks = 40

// exportTarget returns the file that a name stands for: symbolic links are followed, since
// the export would replace them otherwise.
func exportTarget(name string) (string, error) {
	if err := checkWritable(name); err != nil {
		return "", err
	}
	target := name
	for range maxLinks {
		link, err := os.Readlink(target)
		if err != nil {
			return target, nil // no link, or not there yet
		}
		if !filepath.IsAbs(link) {
			link = filepath.Join(filepath.Dir(target), link)
		}
		target = link
	}
	return "", fmt.Errorf("%s: too many symbolic links", name)
}

// checkWritable rejects what is no ordinary file, which the export would replace, and a
// file that the program may not write to. It leaves to the system whether a symbolic link
// can be followed: in a folder that everybody writes to, one of another user cannot.
func checkWritable(name string) error {
	about, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case about.IsDir():
		return fmt.Errorf("%s is a directory; name a file in it", name)
	case !about.Mode().IsRegular():
		return fmt.Errorf("%s is not an ordinary file", name)
	}
	file, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return file.Close()
}

// export saves the state. The file is complete or untouched, and only its owner can
// read it, because it holds API keys.
func export(service *accounttest.Server, name string, journal *journal) error {
	if name == "" {
		return nil
	}
	if err := writeExport(service, name); err != nil {
		return fmt.Errorf("--export-on-exit: %w", err)
	}
	journal.note("Saved %d users to %s.", len(service.Users()), name)
	return nil
}

func writeExport(service *accounttest.Server, name string) error {
	target, err := exportTarget(name)
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(target), ".export-*") // for its owner only
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // nothing to remove once it is renamed
	if err := errors.Join(service.Export(file), file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), target)
}
