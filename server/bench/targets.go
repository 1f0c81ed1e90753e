package main

// chat is the name of the target that all others stand beside.
const chat = "eventwire"

// targetNames returns all targets, in the order of the table.
func targetNames() []string {
	return []string{chat, "one-write", "coalescing", "bun", "gws", "centrifuge", "gorilla", "gobwas"}
}

// isLimit tells whether a target is no server to choose but what the machine can do.
func isLimit(name string) bool { return name == "one-write" || name == "coalescing" }
