package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/appwrite-go/appwrite/account"
)

func TestSnapshot_StateSurvivesARestart(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "state.json")
	first := start(t, "--import", file, "--export-on-exit", file, "--project", "shop", "--key", "standard_shop")
	if !strings.Contains(first.output.String(), "does not exist yet") {
		t.Error("the missing import is not reported")
	}
	_, user := first.signUp(t, "ann@example.com", "correct-horse-9")
	_, err := first.client(t).CreateEmailToken(t.Context(), account.CreateEmailTokenParams{UserID: user.ID, Email: user.Email})
	if err != nil {
		t.Fatal(err)
	}
	if status := first.stop(); status != 0 {
		t.Fatalf("the program ended with %d:\n%s", status, first.output)
	}
	if !strings.Contains(first.output.String(), "Saved 1 users") {
		t.Errorf("the export is not reported:\n%s", first.output)
	}

	second := start(t, "--import", file)
	if second.project != "shop" || second.key != "standard_shop" {
		t.Errorf("project %q and key %q, expected those of the import", second.project, second.key)
	}
	session, err := second.client(t).CreateEmailPasswordSession(t.Context(),
		account.CreateEmailPasswordSessionParams{Email: "ann@example.com", Password: "correct-horse-9"})
	if err != nil || session.UserID != user.ID {
		t.Fatalf("the user of the import cannot sign in: %v", err)
	}
	page := second.page(t)
	for _, part := range []string{"user-" + user.ID, "Sign-in code"} {
		if !strings.Contains(page, part) {
			t.Errorf("%q of the import is not on the page", part)
		}
	}
	if strings.Contains(second.output.String(), "sign-in code") {
		t.Error("a message of the import is printed as if it were new")
	}

	renamed := start(t, "--import", file, "--project", "other", "--key", "standard_other")
	if renamed.project != "other" || renamed.key != "standard_other" {
		t.Errorf("project %q and key %q, expected those of the flags", renamed.project, renamed.key)
	}
}

func TestSnapshot_AnExportIsPrivateAndHoldsNoPassword(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := filepath.Join(folder, "state.json")
	program := start(t, "--export-on-exit", file)
	program.signUp(t, "ann@example.com", "correct-horse-9")
	program.stop()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(content), "correct-horse-9") {
		t.Error("the password is in the export")
	}
	about, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	// On Windows the permissions are those of the folder.
	if mode := about.Mode().Perm(); runtime.GOOS != "windows" && mode&0o077 != 0 {
		t.Errorf("others may read the export: %v", mode)
	}
	left, err := os.ReadDir(folder)
	if err != nil || len(left) != 1 {
		t.Errorf("files were left behind: %v %v", left, err)
	}
}
