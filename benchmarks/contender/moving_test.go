package contender_test

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	officialaccount "github.com/appwrite/sdk-for-go/account"
	"github.com/appwrite/sdk-for-go/appwrite"
)

// movingPage is the page with the table of the official SDK's calls and options.
func movingPage(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "moving-from-the-official-sdk.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// firstColumn returns what a pattern finds at the start of the rows of tables.
func firstColumn(page, pattern string) []string {
	var found []string
	for _, row := range regexp.MustCompile("(?m)^\\| `("+pattern+")").FindAllStringSubmatch(page, -1) {
		found = append(found, row[1])
	}
	slices.Sort(found)
	return found
}

func TestMoving_TheTableHasTheCallsOfTheOfficialSDK(t *testing.T) {
	t.Parallel()
	var calls []string
	service := reflect.TypeFor[*officialaccount.Account]()
	for i := range service.NumMethod() {
		// Setters of optional parameters are methods as well.
		if name := service.Method(i).Name; !strings.HasPrefix(name, "With") {
			calls = append(calls, name+"(")
		}
	}
	slices.Sort(calls)
	if table := firstColumn(movingPage(t), `\w+\(`); !slices.Equal(table, calls) {
		t.Errorf("the table has\n%v, the official SDK\n%v", table, calls)
	}
}

func TestMoving_TheTableHasTheSettersOfTheOfficialSDK(t *testing.T) {
	t.Parallel()
	page := movingPage(t)
	service := reflect.TypeFor[*officialaccount.Account]()
	setters := regexp.MustCompile(`With[A-Z]\w+`)
	for _, row := range regexp.MustCompile("(?m)^\\| `\\w+\\(([^`]*)\\)").FindAllStringSubmatch(page, -1) {
		for _, setter := range setters.FindAllString(row[1], -1) {
			if _, ok := service.MethodByName(setter); !ok {
				t.Errorf("the official SDK has no %s", setter)
			}
		}
	}
}

func TestMoving_TheTableHasTheOptionsOfTheOfficialSDK(t *testing.T) {
	t.Parallel()
	options := map[string]any{ // they are functions of a package, which the compiler finds
		"WithEndpoint": appwrite.WithEndpoint, "WithProject": appwrite.WithProject, "WithKey": appwrite.WithKey,
		"WithSession": appwrite.WithSession, "WithJWT": appwrite.WithJWT, "WithLocale": appwrite.WithLocale,
		"WithForwardedUserAgent": appwrite.WithForwardedUserAgent, "WithTimeout": appwrite.WithTimeout,
		"WithSelfSigned": appwrite.WithSelfSigned, "WithChunkSize": appwrite.WithChunkSize,
	}
	var expected []string
	for name := range options {
		expected = append(expected, name+"`")
	}
	slices.Sort(expected)
	if table := firstColumn(movingPage(t), "With\\w+`"); !slices.Equal(table, expected) {
		t.Errorf("the table has\n%v, the official SDK\n%v", table, expected)
	}
}
