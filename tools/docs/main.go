// Command docs builds the references of openapi/account.yaml and openapi/emulator.yaml with
// Redocly: one HTML file each that needs nothing else, and so works without a network. It needs
// npm.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// redocly is the package at npm.
const redocly = "@redocly/cli@2.77.0"

func main() {
	pages, err := buildAll(context.Background(), "..")
	if err != nil {
		fmt.Fprintln(os.Stderr, "docs:", err)
		os.Exit(1)
	}
	fmt.Println(strings.Join(pages, "\n"))
}

// buildAll writes .build/docs/index.html and .build/docs/emulator.html into a repository, and
// returns their names.
func buildAll(ctx context.Context, repository string) (pages []string, err error) {
	if repository, err = filepath.Abs(repository); err != nil {
		return nil, err
	}
	tool, err := install(ctx)
	if err != nil {
		return nil, fmt.Errorf("install %s: %w", redocly, err)
	}
	for _, one := range []struct{ document, page string }{{"account.yaml", "index.html"}, {"emulator.yaml", "emulator.html"}} {
		page, err := build(ctx, tool, repository, one.document, one.page)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", one.document, err)
		}
		pages = append(pages, page)
	}
	return pages, nil
}

// build writes the page of a document, and returns its name.
func build(ctx context.Context, tool, repository, document, page string) (string, error) {
	page = filepath.Join(repository, ".build", "docs", page)
	if err := os.MkdirAll(filepath.Dir(page), 0o755); err != nil {
		return "", err
	}
	if err := run(ctx, repository, filepath.Join(tool, "node_modules", ".bin", "redocly"),
		"build-docs", filepath.Join("openapi", document), "--output", page); err != nil {
		return "", err
	}
	content, err := os.ReadFile(page)
	if err != nil {
		return "", err
	}
	script, err := os.ReadFile(filepath.Join(tool, "node_modules", "@redocly", "cli", "lib", "chunks", "redoc.standalone.js"))
	if err != nil {
		return "", err
	}
	whole, err := inline(string(content), string(script))
	if err != nil {
		return "", err
	}
	return page, os.WriteFile(page, []byte(whole), 0o644)
}

// install puts the tool into the user's cache, unless it is there.
func install(ctx context.Context) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	folder := filepath.Join(cache, "appwrite-docs", strings.NewReplacer("@", "-", "/", "-").Replace(redocly[1:]))
	if _, err := os.Stat(filepath.Join(folder, "node_modules", ".bin", "redocly")); err == nil {
		return folder, nil
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	return folder, run(ctx, folder, "npm", "install", "--prefix", folder, "--no-fund", "--no-audit", "--ignore-scripts", redocly)
}

// run runs a program, and prints what it printed if it fails.
func run(ctx context.Context, folder, name string, arguments ...string) error {
	command := exec.CommandContext(ctx, name, arguments...)
	command.Dir = folder
	command.Env = append(os.Environ(), "REDOCLY_TELEMETRY=off", "REDOCLY_SUPPRESS_UPDATE_NOTICE=true")
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", filepath.Base(name), err, output)
	}
	return nil
}

var (
	preload  = regexp.MustCompile(`<link rel="modulepreload" [^>]*>`)
	imported = regexp.MustCompile(`import \{ hydrate \} from "https://[^"]+/redoc\.standalone\.js";`)
	exported = regexp.MustCompile(`export\s*\{[^}]*\};?\s*$`)
)

// The page says by whom the tool is, with an image from a server; here it is a text.
var remoteLogo = regexp.MustCompile(`https://cdn\.redoc\.ly/redoc/logo-mini(-full)?\.svg`)

const logo = `data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 width=%2244%22 height=%2212%22%3E%3Ctext y=%2210%22 font-family=%22sans-serif%22 font-size=%2211%22 fill=%22%23777%22%3ERedocly%3C/text%3E%3C/svg%3E`

// policy lets the page load nothing from anywhere, whatever a later release of Redoc tries.
const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' blob:; worker-src blob:; style-src 'unsafe-inline'; img-src data:; font-src data:">`

// inline puts the script into the page, which would load it from a server.
func inline(page, script string) (string, error) {
	if !imported.MatchString(page) || !exported.MatchString(script) || !strings.Contains(page, "<head>") {
		return "", errors.New("the page or its script is not as expected; Redocly has changed them")
	}
	script = exported.ReplaceAllLiteralString(script, "")
	script = strings.ReplaceAll(script, "</script", `<\/script`) // would end the element
	script = remoteLogo.ReplaceAllLiteralString(script, logo)
	page = preload.ReplaceAllLiteralString(page, "")
	page = imported.ReplaceAllLiteralString(page, script)
	return strings.Replace(page, "<head>", "<head>"+policy, 1), nil
}
