package typescript

import (
	_ "embed"
	"strings"

	"eventwire/gen/internal/names"
	"eventwire/gen/internal/output"
	"eventwire/gen/internal/schema"
	"eventwire/gen/internal/vectors"
)

//go:embed readme.md.tmpl
var readmeTemplate string

// readme prints the package's manual with the contract's own events in every example. A contract that lacks events of a direction, or
// one whose first event cannot be sampled, gets the header alone.
func readme(p *plan) []byte {
	head := "<!-- " + output.Header(p.contract.File) + " -->\n"
	server, client := p.events(schema.ServerToClient), p.events(schema.ClientToServer)
	if len(server) == 0 || len(client) == 0 {
		return []byte(head + "# " + p.contract.Outputs.NPMPackage + "\n")
	}
	shown := telling(server, 2)
	sent := telling(client, 2)
	example, ok := vectors.Sample(sent.event)
	if !ok || p.changes(sent.typ, encoding) {
		return []byte(head + "# " + p.contract.Outputs.NPMPackage + "\n")
	}
	var handlers []string
	for _, it := range server {
		handlers = append(handlers, "  "+names.TypeScriptProperty(it.event.Name)+": (data) => console.log(data),")
	}
	text := strings.NewReplacer(
		"PACKAGE", p.contract.Outputs.NPMPackage, "NAME", p.contract.Name, "HANDLERS", strings.Join(handlers, "\n"),
		"SERVER_EVENT", shown.event.Name, "CLIENT_EVENT", sent.event.Name, "CLIENT_DATA", literal(example),
		"CLIENT_SCHEMA", sent.value+"Schema", "CLIENT_PARSE", "parse"+sent.name, "CLIENT_VALIDATE", "validate"+sent.name,
	).Replace(readmeTemplate)
	return []byte(head + text)
}

// telling gives the event at a place, which most contracts put something ordinary at, or the last one.
func telling(items []*item, place int) *item { return items[min(place, len(items))-1] }
