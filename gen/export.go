package main

import (
	"eventwire/gen/internal/export"
	"eventwire/gen/internal/schema"
)

func exportVerb() verb {
	return verb{
		name:      "export",
		arguments: "asyncapi|jsonschema|markdown",
		summary:   "writes one document to standard output",
		details: "asyncapi    AsyncAPI 3, as YAML\njsonschema  JSON Schema (2020-12) of every event's data\n" +
			"markdown    the events for people, to be put into a wiki",
		run: (*session).export,
	}
}

func (s *session) export(args []string) int {
	formats := map[string]func(*schema.Contract) []byte{
		"asyncapi": export.AsyncAPI, "jsonschema": export.JSONSchema, "markdown": export.Markdown,
	}
	if len(args) != 1 || formats[args[0]] == nil {
		return s.misuse("export: name one document: asyncapi, jsonschema or markdown")
	}
	contract, _, code := s.load()
	if contract == nil {
		return code
	}
	if _, err := s.stdout.Write(formats[args[0]](contract)); err != nil {
		return s.misuse("export: %v", err)
	}
	return exitFine
}
