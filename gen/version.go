package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
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
				revision = " " + setting.Value[:min(12, len(setting.Value))]
			}
		}
	}
	fmt.Fprintf(s.stdout, "eventwire %s%s, contract version 1, %s\n", version, revision, runtime.Version())
	return exitFine
}
