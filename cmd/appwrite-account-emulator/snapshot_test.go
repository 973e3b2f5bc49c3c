package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
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
	page := second.page(t, "/users") + second.page(t, "/")
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

// savedState is what the program saves with one user, as a tree to be changed.
func savedState(t *testing.T) map[string]any {
	t.Helper()
	file := filepath.Join(t.TempDir(), "state.json")
	program := start(t, "--export-on-exit", file)
	program.signUp(t, "ann@example.com", "correct-horse-9")
	program.stop()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var tree map[string]any
	if err := json.Unmarshal(content, &tree); err != nil {
		t.Fatal(err)
	}
	return tree
}

func writeState(t *testing.T, tree map[string]any, garbage string) (name string) {
	t.Helper()
	content, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	name = filepath.Join(t.TempDir(), "state.json")
	if err := os.WriteFile(name, append(content, garbage...), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestSnapshot_ABadImportEndsTheProgramWithAReason(t *testing.T) {
	t.Parallel()
	project := func(tree map[string]any) map[string]any { return tree["projects"].([]any)[0].(map[string]any) }
	for name, test := range map[string]struct {
		damage  func(tree map[string]any)
		garbage string
		says    string
	}{
		"null among the users":     {damage: func(tree map[string]any) { project(tree)["users"] = []any{nil} }, says: "users[0] is null"},
		"null among the projects":  {damage: func(tree map[string]any) { tree["projects"] = []any{nil} }, says: "projects[0] is null"},
		"garbage at the end":       {garbage: "\x1b[2Jx", says: "follows after its end"},
		"another state at the end": {garbage: `{"format":1}`, says: "follows after its end"},
		"an id with a line break": {damage: func(tree map[string]any) {
			project(tree)["id"], tree["projectId"] = "a\nexport PATH=/tmp", "a\nexport PATH=/tmp"
		}, says: `"a\nexport PATH=/tmp"`},
		"an id with an escape sequence": {damage: func(tree map[string]any) {
			project(tree)["users"].([]any)[0].(map[string]any)["id"] = "\x1b]0;title\a"
		}, says: `"\x1b]0;title\a"`},
		"a key with a line break": {damage: func(tree map[string]any) { tree["apiKey"] = "standard_\nx" }, says: "apiKey"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tree := savedState(t)
			if test.damage != nil {
				test.damage(tree)
			}
			var output strings.Builder
			file := writeState(t, tree, test.garbage)
			// If the import is accepted, the program ends after this time.
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			if status := run(ctx, []string{"--listen", "127.0.0.1:0", "--import", file}, noVariables, &output, &output); status != 1 {
				t.Errorf("the status is %d, expected 1", status)
			}
			if !strings.Contains(output.String(), test.says) || !strings.Contains(output.String(), "--import "+file) {
				t.Errorf("%q is missing in:\n%s", test.says, output.String())
			}
			if strings.Count(output.String(), "\n") != 1 || strings.ContainsAny(output.String(), "\x1b\a") {
				t.Errorf("characters of the file are printed raw: %q", output.String())
			}
		})
	}
}

func TestSnapshot_IdsOfAnImportAreQuotedForAShell(t *testing.T) {
	t.Parallel()
	const project, key = "$(touch x); 'a' `b` #", "standard_a b"
	tree := savedState(t)
	tree["projectId"], tree["apiKey"] = project, key
	tree["projects"].([]any)[0].(map[string]any)["id"] = project
	program := start(t, "--import", writeState(t, tree, ""))
	for _, line := range []string{
		"export APPWRITE_PROJECT_ID='$(touch x); '\\''a'\\'' `b` #'\n", "export APPWRITE_API_KEY='standard_a b'\n",
		"export APPWRITE_ENDPOINT=" + program.base + "/v1\n",
	} {
		if !strings.Contains(program.output.String(), line) {
			t.Errorf("%q is missing in:\n%s", line, program.output)
		}
	}
}

func TestSnapshot_AMessageCannotPrintLinesOfItsOwn(t *testing.T) {
	t.Parallel()
	printed := describeMessage(accounttest.Message{
		Channel: accounttest.Mail, Kind: "a\nexport PATH=/tmp", To: "ann@example.com\x1b[2J\nexport PATH=/tmp", Code: "1\n2", Link: "http://a/\u202ex", Phrase: "a\rb",
	})
	if strings.Count(printed, "\n") != 4 || strings.ContainsAny(printed, "\x1b\r\u202e") {
		t.Errorf("printed raw: %q", printed)
	}
}

func TestSnapshot_AnExportFollowsLinks(t *testing.T) {
	t.Parallel()
	// Without a link there is nothing to follow; exports to ordinary files are in the other
	// tests here, on every system.
	if runtime.GOOS == "windows" {
		t.Skip("only administrators make symbolic links there")
	}
	folder := t.TempDir()
	at := func(parts ...string) string { return filepath.Join(append([]string{folder}, parts...)...) }
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(os.Mkdir(at("real"), 0o700))
	check(os.WriteFile(at("real", "state.json"), []byte("old"), 0o644))
	check(os.Symlink(filepath.Join("real", "state.json"), at("relative")))
	check(os.Symlink(at("relative"), at("chain")))
	check(os.Symlink(filepath.Join("real", "new.json"), at("dangling")))
	for link, target := range map[string]string{"relative": "state.json", "chain": "state.json", "dangling": "new.json"} {
		program := start(t, "--export-on-exit", at(link))
		program.signUp(t, "ann@example.com", "correct-horse-9")
		if status := program.stop(); status != 0 {
			t.Fatalf("%s: status %d\n%s", link, status, program.output)
		}
		if about, err := os.Lstat(at(link)); err != nil || about.Mode()&os.ModeSymlink == 0 {
			t.Errorf("%s was replaced: %v %v", link, about.Mode(), err)
		}
		content, err := os.ReadFile(at("real", target))
		check(err)
		about, err := os.Stat(at("real", target))
		check(err)
		if !strings.Contains(string(content), "ann@example.com") || about.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %.80s", link, about.Mode(), content)
		}
		check(os.WriteFile(at("real", target), []byte("old"), 0o644))
	}

	check(os.Symlink("loop", at("loop")))
	check(os.Symlink("real", at("folder")))
	for _, bad := range []string{"loop", "folder"} {
		if err := checkExportFile(at(bad)); err == nil {
			t.Errorf("%s is accepted", bad)
		}
	}
	left, err := os.ReadDir(at("real"))
	if err != nil || len(left) != 2 {
		t.Errorf("files were left behind: %v %v", left, err)
	}
}
