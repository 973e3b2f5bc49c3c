package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"go.yaml.in/yaml/v3"
)

// readConfig reads a config file: settings by the names of their flags. JSON is YAML.
func readConfig(name string) (map[string]given, error) {
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("--config: %w", err)
	}
	var document yaml.Node
	if err := yaml.Unmarshal(content, &document); err != nil {
		return nil, fmt.Errorf("--config %s: %w", name, err)
	}
	if len(document.Content) == 0 || document.Content[0].Tag == "!!null" {
		return nil, nil // nothing but comments
	}
	root := document.Content[0]
	if root.Kind != yaml.MappingNode {
		return nil, fmt.Errorf("%s:%d: must be settings by their names, such as listen: 127.0.0.1:4080", name, root.Line)
	}
	found := map[string]given{}
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		where := fmt.Sprintf("%s:%d: %s", name, key.Line, key.Value)
		if _, twice := found[key.Value]; twice {
			return nil, fmt.Errorf("%s: is there twice", where)
		}
		values, err := configValues(key.Value, value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", where, err)
		}
		found[key.Value] = given{values: values, from: where, folder: filepath.Dir(name)}
	}
	return found, nil
}

// configValues returns the values of a key as a flag would have them.
func configValues(name string, value *yaml.Node) ([]string, error) {
	settings := allSettings()
	at := slices.IndexFunc(settings, func(s setting) bool { return s.name == name })
	switch {
	case name == "config":
		return nil, errors.New("a config file cannot name another one")
	case at < 0:
		return nil, errors.New("there is no such setting; --help lists them")
	case value.Kind == yaml.AliasNode:
		return configValues(name, value.Alias)
	case isScalar(value):
		return []string{value.Value}, nil
	case value.Kind != yaml.SequenceNode || !settings[at].list:
		return nil, errors.New("must be a single value" + map[bool]string{true: " or a list of them"}[settings[at].list])
	}
	var values []string
	for _, item := range value.Content {
		if !isScalar(item) {
			return nil, fmt.Errorf("line %d: must be a single value", item.Line)
		}
		values = append(values, item.Value)
	}
	return values, nil
}

func isScalar(value *yaml.Node) bool {
	return value.Kind == yaml.ScalarNode && value.Tag != "!!null"
}
