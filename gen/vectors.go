package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"eventwire/gen/internal/schema"
	"eventwire/gen/internal/vectors"
)

func vectorsVerb() verb {
	return verb{
		name:      "vectors",
		arguments: "EVENT...",
		summary:   "makes valid and invalid samples of an event's data, for mocks and tests",
		details: "It prints one JSON object for each event: its examples and more as \"valid\", and as \"invalid\"\n" +
			"samples that every reader refuses, each with the path, the rule and the reason.",
		run: (*session).vectors,
	}
}

// jsonVectors is what is printed for one event.
type jsonVectors struct {
	Event     string            `json:"event"`
	Direction string            `json:"direction"`
	Valid     []json.RawMessage `json:"valid"`
	Invalid   []jsonInvalid     `json:"invalid"`
}

type jsonInvalid struct {
	Data     json.RawMessage `json:"data"`
	Problems []jsonProblem   `json:"problems"`
}

type jsonProblem struct {
	Path    string `json:"path"`
	Rule    string `json:"rule"`
	Message string `json:"message"`
}

func (s *session) vectors(args []string) int {
	contract, _, code := s.load()
	if contract == nil {
		return code
	}
	known := make([]string, 0, len(contract.Events))
	for _, event := range contract.Events {
		known = append(known, event.Name)
	}
	if len(args) == 0 {
		return s.misuse("vectors: name an event: %s", strings.Join(known, ", "))
	}
	events := make([]*schema.Event, 0, len(args))
	for _, name := range args {
		event := find(contract, name)
		if event == nil {
			return s.misuse("vectors: there is no event %q%s", name, schema.DidYouMean(name, known))
		}
		events = append(events, event)
	}
	for _, event := range events {
		valid, invalid, ok := vectors.Of(event)
		if !ok {
			return s.misuse("vectors: no valid data for %s could be made up; write one under its `examples`", event.Name)
		}
		if err := s.printVectors(event, valid, invalid); err != nil {
			return s.misuse("vectors: %v", err)
		}
	}
	return exitFine
}

func find(contract *schema.Contract, name string) *schema.Event {
	for _, event := range contract.Events {
		if event.Name == name {
			return event
		}
	}
	return nil
}

func (s *session) printVectors(event *schema.Event, valid []schema.Value, invalid []vectors.Invalid) error {
	out := jsonVectors{Event: event.Name, Direction: event.Direction.String(), Valid: []json.RawMessage{}, Invalid: []jsonInvalid{}}
	for _, v := range valid {
		out.Valid = append(out.Valid, v.AppendJSON(nil))
	}
	for _, i := range invalid {
		sample := jsonInvalid{Data: i.Data.AppendJSON(nil)}
		for _, p := range i.Problems {
			sample.Problems = append(sample.Problems, jsonProblem{p.Path, p.Rule, p.Message})
		}
		out.Invalid = append(out.Invalid, sample)
	}
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(out); err != nil {
		return err
	}
	_, err := fmt.Fprint(s.stdout, line.String())
	return err
}
