package contract_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/internal/contract"
)

func TestEmulatorDocument_IsValidWithItsExamples(t *testing.T) {
	t.Parallel()
	doc := contract.Emulator().Document
	require.NoError(t, doc.Validate(context.Background()))
	assert.Equal(t, "3.0.3", doc.OpenAPI)
}

func TestEmulatorDocument_EverythingIsDescribed(t *testing.T) {
	t.Parallel()
	doc := contract.Emulator().Document
	tags := map[string]bool{}
	for _, tag := range doc.Tags {
		assert.NotEmpty(t, tag.Description, "tag %s", tag.Name)
		tags[tag.Name] = true
	}
	for name, scheme := range doc.Components.SecuritySchemes {
		assert.NotEmpty(t, scheme.Value.Description, "security scheme %s", name)
	}
	for name, schema := range doc.Components.Schemas {
		assert.NotEmpty(t, schema.Value.Description, "schema %s", name)
		for property, value := range schema.Value.Properties {
			assert.NotEmpty(t, value.Value.Description, "%s.%s", name, property)
		}
	}
	for _, op := range contract.Emulator().Operations() {
		assert.NotEmpty(t, op.Spec.Summary, op.ID)
		require.Len(t, op.Spec.Tags, 1, op.ID)
		assert.True(t, tags[op.Spec.Tags[0]], op.ID)
		for _, p := range append(slices.Clone(op.Item.Parameters), op.Spec.Parameters...) {
			assert.NotEmpty(t, p.Value.Description, "%s.%s", op.ID, p.Value.Name)
			if p.Value.Required {
				assert.NotNil(t, p.Value.Example, "%s.%s has no example", op.ID, p.Value.Name)
			}
		}
		require.NotNil(t, op.Spec.Responses.Default(), op.ID)
		for status, response := range op.Spec.Responses.Map() {
			assert.NotEmpty(t, *response.Value.Description, "%s %s", op.ID, status)
		}
		if op.Spec.RequestBody != nil {
			requireExamples(t, op)
		}
	}
}

// requireExamples requires that a body can be tried as it stands in the document. A snapshot is
// made by the emulator.
func requireExamples(t *testing.T, op *contract.Operation) {
	t.Helper()
	for kind, media := range op.Spec.RequestBody.Value.Content {
		assert.True(t, op.ID == "importSnapshot" || media.Example != nil, "%s has no example of %s", op.ID, kind)
	}
}

// What clients must not log has the format that generators know.
func TestEmulatorDocument_SecretsHaveTheFormatPassword(t *testing.T) {
	t.Parallel()
	secrets := []string{"password", "secret", "code", "jwt", "apiKey", "totpSecret"}
	for name, schema := range contract.Emulator().Document.Components.Schemas {
		for property, value := range schema.Value.Properties {
			if slices.Contains(secrets, property) && name != "ProviderError" {
				assert.Equal(t, "password", value.Value.Format, "%s.%s", name, property)
			}
		}
	}
}
