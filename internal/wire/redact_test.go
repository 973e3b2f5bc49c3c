package wire_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/appwrite-go/appwrite/internal/wire"
)

func TestRedact_HidesASecretButNotItsAbsence(t *testing.T) {
	t.Parallel()
	assert.Equal(t, wire.Redacted, wire.Redact("secret"))
	assert.Empty(t, wire.Redact(""))
	assert.Equal(t, []string{wire.Redacted, "", wire.Redacted}, wire.RedactAll([]string{"a", "", "b"}))
	assert.Nil(t, wire.RedactAll(nil))
	assert.Equal(t, []string{}, wire.RedactAll([]string{}))
}

func TestRedact_LeavesTheOriginalUnchanged(t *testing.T) {
	t.Parallel()
	secrets := []string{"a", "b"}
	wire.RedactAll(secrets)
	assert.Equal(t, []string{"a", "b"}, secrets)
}

type bareThing struct {
	Name string
	Keys []int
}

type thing bareThing

func (v thing) Format(s fmt.State, verb rune) { wire.Format(s, verb, "wire.thing", bareThing(v)) }

func TestFormat_KeepsVerbFlagsAndWidth(t *testing.T) {
	t.Parallel()
	v := thing{"a", []int{1}}
	assert.Equal(t, "{a [1]}", fmt.Sprintf("%v", v))
	assert.Equal(t, "{Name:a Keys:[1]}", fmt.Sprintf("%+v", v))
	assert.Equal(t, `wire.thing{Name:"a", Keys:[]int{1}}`, fmt.Sprintf("%#v", v))
	assert.Equal(t, "{61 [1]}", fmt.Sprintf("%x", v))
	assert.Equal(t, "{   a [   1]}", fmt.Sprintf("%4v", v))
}
