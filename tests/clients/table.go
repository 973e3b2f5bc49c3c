package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
)

// printTable prints a row for each client and a column for each step, then how many
// passed.
func printTable(out io.Writer, results []result) {
	fmt.Fprintln(out)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	var heads []string
	for i := range steps {
		heads = append(heads, fmt.Sprint(i+1))
	}
	fmt.Fprintf(table, "language\tgenerator\t%s\ttime\n", strings.Join(heads, "\t"))
	passed, missing := 0, 0
	for _, r := range results {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", r.client.language, r.client.generator, strings.Join(cells(r), "\t"), r.took.Round(time.Second))
		switch {
		case r.notInstalled:
			missing++
		case !r.failed():
			passed++
		}
	}
	_ = table.Flush()
	for i, name := range steps {
		fmt.Fprintf(out, "%s%d %s", separator(i), i+1, name)
	}
	fmt.Fprintf(out, "\n%d passed, %d failed, %d not installed\n", passed, len(results)-passed-missing, missing)
}

func separator(i int) string {
	if i == 0 {
		return ""
	}
	return ", "
}

// cells are "ok" for what passed, "FAILED" for what did not, "-" for what was not tried.
func cells(r result) []string {
	var row []string
	for i := range steps {
		switch {
		case i < r.passed:
			row = append(row, "ok")
		case i == r.passed && !r.notInstalled:
			row = append(row, "FAILED")
		default:
			row = append(row, "-")
		}
	}
	if r.notInstalled {
		row[0] = "not installed"
	}
	return row
}
