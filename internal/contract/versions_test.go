package contract_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/appwrite-go/appwrite/internal/contract"
)

// The one place that counts: the operations of server 1.7 that SDKs for servers have, those of
// browsers and devices, and those that came later.
func TestVersions_OperationsAreCounted(t *testing.T) {
	t.Parallel()
	got := map[string]int{}
	for _, op := range contract.Default().Operations() {
		switch {
		case op.Since != "":
			got[op.Since]++
		case op.ClientOnly:
			got["1.7, for clients only"]++
		default:
			got["1.7"]++
		}
	}
	require.Equal(t, map[string]int{"1.7": 43, "1.7, for clients only": 4, contract.Hosted: 6}, got)
}

// sinces are the versions that something can have come with.
var sinces = regexp.MustCompile(`^1\.[89](\.\d+)?$`)

// requireSaid fails the test unless a description says the version of a mark.
func requireSaid(t *testing.T, since, description, what string) {
	t.Helper()
	require.Regexp(t, sinces, since, what)
	require.Contains(t, description, "rom server "+since+" on", what)
}

var saysSince = regexp.MustCompile(`[Ff]rom server ([0-9.]*[0-9]) on\b`)

func TestVersions_MarksAndDescriptionsAgree(t *testing.T) {
	t.Parallel()
	marks := 0
	check := func(since, description, what string) {
		if since == "" {
			return
		}
		marks++
		requireSaid(t, since, strings.Join(strings.Fields(description), " "), what)
	}
	doc := contract.Default().Document
	for _, op := range contract.Default().Operations() {
		for _, p := range op.Spec.Parameters {
			since, _ := p.Value.Extensions["x-since"].(string)
			check(since, p.Value.Description, op.ID+"."+p.Value.Name)
			requireMarked(t, since, p.Value.Description, op.ID+"."+p.Value.Name)
		}
		for since, path := range op.Aliases {
			if since != "1.7" {
				check(since, op.Spec.Description, op.ID)
				assert.Contains(t, op.Spec.Description, "`"+op.Method+" "+path+"`", op.ID)
			}
		}
		hosted := strings.Contains(op.Spec.Description, "No open-source server has it yet")
		assert.Equal(t, hosted, op.Since == contract.Hosted, op.ID)
	}
	for name, schema := range doc.Components.Schemas {
		for property, p := range schema.Value.Properties {
			since, _ := p.Value.Extensions["x-since"].(string)
			check(since, p.Value.Description, name+"."+property)
			requireMarked(t, since, p.Value.Description, name+"."+property)
		}
		descriptions, _ := schema.Value.Extensions["x-enum-descriptions"].([]any)
		for value, since := range contract.EnumSince(schema.Value) {
			i := slices.Index(schema.Value.Enum, any(value))
			require.GreaterOrEqual(t, i, 0, "%s has no value %s", name, value)
			check(since, fmt.Sprint(descriptions[i]), name+" "+value)
		}
	}
	for kind, known := range contract.Default().ErrorTypes() {
		check(known.Since, known.Description, kind)
	}
	require.Greater(t, marks, 25)
}

// requireMarked fails the test for a description that says a version without a mark.
func requireMarked(t *testing.T, since, description, what string) {
	t.Helper()
	if said := saysSince.FindStringSubmatch(description); said != nil {
		require.Equal(t, said[1], since, what)
	}
}

// enum is a schema that the generator of Go code adds to the document.
type enum struct {
	Enum         []any
	Since        map[string]string `yaml:"x-enum-since"`
	Descriptions []string          `yaml:"x-enum-descriptions"`
}

// goEnums reads the schemas that internal/gen/overlay.yaml adds.
func goEnums(t *testing.T) map[string]enum {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "gen", "overlay.yaml"))
	require.NoError(t, err)
	var overlay struct {
		Actions []struct {
			Target string
			Update yaml.Node
		}
	}
	require.NoError(t, yaml.Unmarshal(data, &overlay))
	enums := map[string]enum{}
	for _, action := range overlay.Actions {
		if action.Target == "$.components.schemas" {
			require.NoError(t, action.Update.Decode(&enums))
		}
	}
	return enums
}

// The types of enums in paths are for Go only, with the values of the paths.
func TestVersions_TheTypesOfEnumsInPathsHaveTheirValues(t *testing.T) {
	t.Parallel()
	enums := goEnums(t)
	require.Len(t, enums, 2)
	types := map[string]string{"provider": "OAuthProvider", "type": "AuthenticatorType"}
	found := map[string]int{}
	for _, op := range contract.Default().Operations() {
		for _, p := range op.Params {
			known, ok := enums[types[p.Name]]
			if !ok || p.In != "path" {
				continue
			}
			found[p.Name]++
			require.Equal(t, known.Enum, p.Schema.Enum, op.ID)
			require.Len(t, known.Descriptions, len(known.Enum), types[p.Name])
			for value, since := range p.EnumSince {
				require.Equal(t, known.Since[value], since, "%s: %s", op.ID, value)
				require.Contains(t, known.Descriptions[slices.Index(known.Enum, any(value))], "From server "+since+" on", value)
			}
			require.Len(t, p.EnumSince, len(known.Since), op.ID)
		}
	}
	require.Equal(t, map[string]int{"provider": 2, "type": 3}, found)
}

// What a rate limit is on each version is in words, too.
func TestVersions_RateLimitsThatDifferAreDescribed(t *testing.T) {
	t.Parallel()
	windows := map[int]string{60: "a minute", 3600: "an hour"}
	different := map[string]bool{}
	for _, op := range contract.Default().Operations() {
		if op.RateLimit == nil {
			continue
		}
		description := strings.Join(strings.Fields(op.Spec.Description), " ")
		for _, version := range contract.Versions {
			limit, first := op.RateLimit.At(version), op.RateLimit.At(contract.Versions[0])
			if limit.Limit == first.Limit && limit.Window == first.Window && limit.Resets == "" {
				continue
			}
			different[op.ID] = true
			require.Contains(t, description, "From server "+version+" on", op.ID)
			require.Regexp(t, fmt.Sprintf(`\b%d (times|tries) %s`, first.Limit, windows[first.Window]), description, op.ID)
			require.Regexp(t, fmt.Sprintf(`\b%d (times|tries) %s`, limit.Limit, windows[limit.Window]), description, op.ID)
			require.Equal(t, limit.Resets != "", strings.Contains(description, "a success starts the count anew"), op.ID)
		}
	}
	require.Equal(t, map[string]bool{"createJWT": true, "createEmailPasswordSession": true, "createSession": true, "updateMagicURLSession": true}, different)
}

func TestRateLimit_IsThatOfAVersion(t *testing.T) {
	t.Parallel()
	limit := contract.RateLimit{Limit: 10, Window: 3600, Keys: []string{"k"}, Later: map[string]contract.RateLimit{"1.8": {Limit: 20, Window: 60}}, Resets: "1.9"}
	require.Equal(t, contract.RateLimit{Limit: 10, Window: 3600, Keys: []string{"k"}}, limit.At("1.7"))
	require.Equal(t, contract.RateLimit{Limit: 20, Window: 60, Keys: []string{"k"}}, limit.At("1.8"))
	require.Equal(t, contract.RateLimit{Limit: 20, Window: 60, Keys: []string{"k"}, Resets: "1.9"}, limit.At("1.9"))
}

func TestVersions_EveryBehaviourSaysWhatEachVersionDoes(t *testing.T) {
	t.Parallel()
	behaviours := contract.Default().Behaviours
	require.Greater(t, len(behaviours), 20)
	seen := map[string]bool{}
	for _, b := range behaviours {
		require.NotEmpty(t, b.What)
		require.False(t, seen[b.What], b.What)
		seen[b.What] = true
		different := map[string]bool{}
		for _, version := range contract.Versions {
			require.NotEmpty(t, b.Versions[version], "%s: %s", b.What, version)
			different[b.Versions[version]] = true
		}
		require.Greater(t, len(different), 1, "%s is the same everywhere", b.What)
	}
}
