// Package handwritten decodes YAML and JSON that people write: strictly, with errors that
// say in which line what has to be done.
package handwritten

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Error is what is wrong with a file.
type Error struct {
	Line    int    // 0 if it is the whole file
	Field   string // such as "users[0].email", "" for the whole file
	Message string
}

// Error says where, what and what to do.
func (e *Error) Error() string {
	message := e.Message
	if e.Field != "" {
		message = e.Field + ": " + message
	}
	if e.Line > 0 {
		message = fmt.Sprintf("line %d: %s", e.Line, message)
	}
	return message
}

// Document is a file that was decoded.
type Document struct{ root *yaml.Node }

// Line returns the line of a field, or that of what it belongs to if the file does not have
// it.
func (d *Document) Line(field string) int {
	node := d.root
	for step := range strings.FieldsFuncSeq(field, func(r rune) bool { return strings.ContainsRune(".[]", r) }) {
		next := entry(node, step)
		if next == nil {
			break
		}
		node = next
	}
	return node.Line
}

// entry returns the value of a name or an index, nil if there is none.
func entry(node *yaml.Node, step string) *yaml.Node {
	if node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	switch node.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			if node.Content[i].Value == step {
				return node.Content[i+1]
			}
		}
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(node.Content) {
			return node.Content[i]
		}
	}
	return nil
}

// How large a file can be, since the library takes 100 times as much for short values, how many values it can have, those that aliases repeat included,
// and how deep.
const (
	maxSize  = 8 << 20
	maxNodes = 250_000
	maxDepth = 500
)

// Decode decodes a file into a struct, whose fields have names for JSON. Fields that the
// file does not have stay as they are.
func Decode(r io.Reader, into any) (*Document, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxSize+1))
	if err != nil {
		return nil, err
	}
	if len(raw) > maxSize {
		return nil, &Error{Message: fmt.Sprintf("it is larger than %d MiB", maxSize>>20)}
	}
	decoder := yaml.NewDecoder(bytes.NewReader(yamlOf(raw)))
	var root yaml.Node
	if err := decoder.Decode(&root); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, &Error{Message: "it is empty"}
		}
		return nil, syntaxError(err)
	}
	var next yaml.Node
	if err := decoder.Decode(&next); err == nil {
		return nil, &Error{Line: next.Line, Message: "a second document begins here; write one"}
	} else if !errors.Is(err, io.EOF) {
		return nil, syntaxError(err)
	}
	if err := new(decoding).value(root.Content[0], "", reflect.ValueOf(into).Elem()); err != nil {
		return nil, err
	}
	return &Document{root: root.Content[0]}, nil
}

// escape is a backslash in JSON with what belongs to it.
var escape = regexp.MustCompile(`(?s)\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|.)`)

// yamlOf turns JSON into YAML. The library does not know two of its escapes: those of a slash
// and of characters in two halves.
func yamlOf(raw []byte) []byte {
	if !json.Valid(raw) {
		return raw
	}
	return escape.ReplaceAllFunc(raw, func(found []byte) []byte {
		var character string
		if string(found) == `\/` || len(found) > 2 {
			_ = json.Unmarshal(slices.Concat([]byte{'"'}, found, []byte{'"'}), &character)
			return []byte(character)
		}
		return found
	})
}

// syntaxError leaves the name of the library out, and that of an anchor, which may be a
// password that begins with an asterisk.
func syntaxError(err error) error {
	message := strings.TrimPrefix(err.Error(), "yaml: ")
	if strings.Contains(message, "unknown anchor") {
		return &Error{Message: "a value begins with * and no anchor has its name; put it in quotes"}
	}
	number, rest, _ := strings.Cut(strings.TrimPrefix(message, "line "), ": ")
	if line, notANumber := strconv.Atoi(number); notANumber == nil {
		return &Error{Line: line, Message: "it is neither YAML nor JSON: " + rest}
	}
	return &Error{Message: "it is neither YAML nor JSON: " + message}
}

type decoding struct{ nodes, depth int }

func fail(node *yaml.Node, field, format string, args ...any) error {
	return &Error{Line: node.Line, Field: field, Message: fmt.Sprintf(format, args...)}
}

var (
	timeType     = reflect.TypeFor[time.Time]()
	durationType = reflect.TypeFor[time.Duration]()
)

func (d *decoding) value(node *yaml.Node, field string, into reflect.Value) error {
	node, err := d.visit(node)
	if err != nil {
		return err
	}
	d.depth++
	defer func() { d.depth-- }()
	switch {
	case node.ShortTag() == "!!null" && into.Kind() != reflect.Interface:
		return fail(node, field, "it is empty; give it a value or leave it out")
	case into.Type() == timeType:
		return decodeTime(node, field, into)
	case into.Type() == durationType:
		return decodeDuration(node, field, into)
	}
	switch into.Kind() {
	case reflect.Struct:
		return d.object(node, field, into)
	case reflect.Slice:
		return d.list(node, field, into)
	case reflect.Map:
		return d.dictionary(node, field, into)
	case reflect.Interface:
		return d.free(node, field, into)
	}
	return scalar(node, field, into)
}

// visit follows an alias, and ends what has no end.
func (d *decoding) visit(node *yaml.Node) (*yaml.Node, error) {
	if d.nodes++; d.nodes > maxNodes {
		return nil, fail(node, "", "the file has more than %d values", maxNodes)
	}
	if d.depth > maxDepth {
		return nil, fail(node, "", "it is more than %d levels deep", maxDepth)
	}
	if node.Kind == yaml.AliasNode {
		return node.Alias, nil
	}
	return node, nil
}

func (d *decoding) object(node *yaml.Node, field string, into reflect.Value) error {
	var names []string
	fields := map[string]reflect.Value{}
	for i := range into.NumField() {
		name, _, _ := strings.Cut(into.Type().Field(i).Tag.Get("json"), ",")
		names, fields[name] = append(names, name), into.Field(i)
	}
	return d.entries(node, field, func(key, value *yaml.Node, name, where string) error {
		target, known := fields[name]
		if !known {
			return fail(key, where, "there is no such field; there are %s", strings.Join(names, ", "))
		}
		return d.value(value, where, target)
	})
}

func (d *decoding) dictionary(node *yaml.Node, field string, into reflect.Value) error {
	made := reflect.MakeMap(into.Type())
	into.Set(made)
	return d.entries(node, field, func(_, value *yaml.Node, name, where string) error {
		element := reflect.New(into.Type().Elem()).Elem()
		if err := d.value(value, where, element); err != nil {
			return err
		}
		made.SetMapIndex(reflect.ValueOf(name), element)
		return nil
	})
}

// entries calls a function for each entry of a mapping.
func (d *decoding) entries(node *yaml.Node, field string, do func(key, value *yaml.Node, name, where string) error) error {
	if node.Kind != yaml.MappingNode {
		return fail(node, field, "it takes names with values, not %s", kind(node))
	}
	first := map[string]int{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key := node.Content[i]
		if key.Kind != yaml.ScalarNode || key.ShortTag() == "!!merge" {
			return fail(key, field, "a name is expected, not %s", kind(key))
		}
		where := key.Value
		if field != "" {
			where = field + "." + where
		}
		if line, twice := first[key.Value]; twice {
			return fail(key, where, "it is there twice, first in line %d; keep one", line)
		}
		first[key.Value] = key.Line
		if err := do(key, node.Content[i+1], key.Value, where); err != nil {
			return err
		}
	}
	return nil
}

func (d *decoding) list(node *yaml.Node, field string, into reflect.Value) error {
	if node.Kind != yaml.SequenceNode {
		return fail(node, field, "it takes a list, not %s", kind(node))
	}
	made := reflect.MakeSlice(into.Type(), len(node.Content), len(node.Content))
	for i, entry := range node.Content {
		if err := d.value(entry, fmt.Sprintf("%s[%d]", field, i), made.Index(i)); err != nil {
			return err
		}
	}
	into.Set(made)
	return nil
}

// free decodes what can be anything that JSON can be.
func (d *decoding) free(node *yaml.Node, field string, into reflect.Value) error {
	var value any
	switch node.Kind {
	case yaml.MappingNode:
		value = map[string]any{}
	case yaml.SequenceNode:
		value = []any{}
	default:
		if err := node.Decode(&value); err != nil {
			return fail(node, field, "its value cannot be decoded; put it in quotes")
		}
		if number, ok := value.(float64); ok && (math.IsNaN(number) || math.IsInf(number, 0)) {
			return fail(node, field, "JSON has no number %s", node.Value)
		}
		if _, isTime := value.(time.Time); isTime {
			value = node.Value // a time stays as it is written
		}
		if value != nil {
			into.Set(reflect.ValueOf(value))
		}
		return nil
	}
	made := reflect.New(reflect.TypeOf(value)).Elem()
	if err := d.value(node, field, made); err != nil {
		return err
	}
	into.Set(made)
	return nil
}

func scalar(node *yaml.Node, field string, into reflect.Value) error {
	tag := node.ShortTag()
	mismatch := func(what string) error { return fail(node, field, "it takes %s, not %s", what, kind(node)) }
	switch into.Kind() {
	case reflect.String:
		// A number is a string as it is written, so that phone numbers need no quotes.
		if node.Kind != yaml.ScalarNode || !slices.Contains([]string{"!!str", "!!int", "!!float", "!!timestamp"}, tag) {
			return mismatch("a string; put it in quotes")
		}
		into.SetString(node.Value)
	case reflect.Bool:
		if tag != "!!bool" {
			return mismatch("true or false")
		}
		into.SetBool(strings.EqualFold(node.Value, "true"))
	case reflect.Int:
		var number int
		if tag != "!!int" || node.Decode(&number) != nil {
			return mismatch("a whole number")
		}
		into.SetInt(int64(number))
	case reflect.Uint64:
		var number uint64
		if tag != "!!int" || node.Decode(&number) != nil {
			return mismatch("a whole number that is not negative")
		}
		into.SetUint(number)
	case reflect.Float64:
		var number float64
		if tag != "!!int" && tag != "!!float" || node.Decode(&number) != nil {
			return mismatch("a number")
		}
		into.SetFloat(number)
	default:
		return fail(node, field, "it cannot be set")
	}
	return nil
}

func decodeTime(node *yaml.Node, field string, into reflect.Value) error {
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
		if at, err := time.Parse(layout, node.Value); err == nil && node.Kind == yaml.ScalarNode {
			into.Set(reflect.ValueOf(at.UTC()))
			return nil
		}
	}
	return fail(node, field, "it takes a time such as 2026-03-01T09:00:00Z, not %s", kind(node))
}

func decodeDuration(node *yaml.Node, field string, into reflect.Value) error {
	text := node.Value
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		text += "s" // as in the control API of the emulator
	}
	duration, err := time.ParseDuration(text)
	if err != nil || node.Kind != yaml.ScalarNode {
		return fail(node, field, "it takes seconds, or hours, minutes and seconds such as 24h or 1h30m, not %s", kind(node))
	}
	into.SetInt(int64(duration))
	return nil
}

// kind describes a value that is not what was expected. Strings are not quoted, since they
// may be secrets.
func kind(node *yaml.Node) string {
	switch {
	case node.Kind == yaml.MappingNode:
		return "names with values"
	case node.Kind == yaml.SequenceNode:
		return "a list"
	case node.Kind == yaml.AliasNode:
		return "an alias"
	}
	switch node.ShortTag() {
	case "!!bool":
		return node.Value
	case "!!int", "!!float":
		return "the number " + node.Value
	case "!!null":
		return "nothing"
	case "!!merge":
		return "a merge of others"
	}
	return "a string"
}
