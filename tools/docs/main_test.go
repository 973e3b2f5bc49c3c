package main

import (
	"regexp"
	"strings"
	"testing"
)

const (
	page = `<html><head><link rel="modulepreload" href="https://cdn.example.com/redoc.standalone.js" integrity="x" />` +
		`</head><body><script type="module">import { hydrate } from "https://cdn.example.com/redoc.standalone.js"; hydrate()</script></body></html>`
	script = `const hydrate=()=>"<script></script>$1 https://cdn.redoc.ly/redoc/logo-mini.svg";export{hydrate};`
)

func TestInline_ThePageLoadsNothing(t *testing.T) {
	t.Parallel()
	whole, err := inline(page, script)
	if err != nil {
		t.Fatal(err)
	}
	if found := regexp.MustCompile(`https?://(cdn|unpkg|fonts)[^"' ]*`).FindString(whole); found != "" {
		t.Errorf("the page names %s", found)
	}
	for _, part := range []string{"default-src 'none'", `const hydrate=()=>"<script><\/script>$1 `, "hydrate()</script>"} {
		if !strings.Contains(whole, part) {
			t.Errorf("the page has no %q:\n%s", part, whole)
		}
	}
	if strings.Contains(whole, "export{") {
		t.Error("the script still exports, which is an error in a page")
	}
}

func TestInline_FailsWhenRedoclyHasChanged(t *testing.T) {
	t.Parallel()
	for name, changed := range map[string][2]string{
		"another import": {strings.Replace(page, "import { hydrate }", "import * as redoc", 1), script},
		"no export":      {page, strings.Replace(script, "export", "exports", 1)},
	} {
		if _, err := inline(changed[0], changed[1]); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
