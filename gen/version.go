package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

func versionVerb() verb {
	return verb{
		name:    "version",
		summary: "says which version of the tool this is",
		bare:    true,
		run:     (*session).version,
	}
}

func (s *session) version([]string) int {
	version, revision := "(devel)", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		if info.Main.Version != "" {
			version = info.Main.Version
		}
		for _, setting := range info.Settings {
			if setting.Key == "vcs.revision" {
				revision = setting.Value[:min(12, len(setting.Value))]
			}
		}
	}
	if s.json {
		return s.printJSON(struct {
			Version  string `json:"version"`
			Revision string `json:"revision,omitempty"`
			Contract int    `json:"contract"`
			Go       string `json:"go"`
		}{version, revision, 1, runtime.Version()})
	}
	fmt.Fprintf(s.stdout, "eventwire %s, contract version 1, %s\n", strings.TrimSpace(version+" "+revision), runtime.Version())
	return exitFine
}
