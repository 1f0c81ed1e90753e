package typescript

import (
	"fmt"
	"strings"

	"eventwire/gen/internal/names"
	"eventwire/gen/internal/output"
	"eventwire/gen/internal/schema"
	"eventwire/gen/internal/vectors"
)

func packageJSON(c *schema.Contract) []byte {
	description := c.Doc
	if description == "" {
		description = "The typed real-time client of " + c.Name + "."
	}
	return fmt.Appendf(nil, `{
  "//": %s,
  "name": %s,
  "version": %s,
  "description": %s,
  "license": "MIT",
  "type": "module",
  "sideEffects": false,
  "engines": { "node": ">=20" },
  "exports": {
    ".": { "types": "./index.d.ts", "default": "./index.js" },
    "./react": { "types": "./react.d.ts", "default": "./react.js" },
    "./testing": { "types": "./testing.d.ts", "default": "./testing.js" },
    "./package.json": "./package.json"
  },
  "types": "./index.d.ts",
  "files": ["*.js", "*.d.ts", "runtime"],
  "peerDependencies": { "react": ">=18" },
  "peerDependenciesMeta": { "react": { "optional": true } }
}
`, quote(output.Header(c.File)), quote(c.Outputs.NPMPackage), quote(c.Outputs.NPMVersion), quote(strings.TrimSpace(description)))
}

// tables gives the two names that most files use, and their order.
var sections = []struct {
	direction schema.Direction
	table     string
	module    string
}{{schema.ServerToClient, "serverToClient", "./serverToClient.js"}, {schema.ClientToServer, "clientToServer", "./clientToServer.js"}}

// tables prints the checks of all events, by direction. It imports them, and the events' other functions of these prefixes.
func tables(b *strings.Builder, p *plan, others ...string) {
	for _, s := range sections {
		used := map[string]bool{}
		for _, it := range p.events(s.direction) {
			used["check"+it.name] = true
			for _, other := range others {
				used[other+it.name] = true
			}
		}
		imports(b, s.module, used, false)
	}
	for _, s := range sections {
		fmt.Fprintf(b, "\nconst %s = {\n  __proto__: null,\n", s.table)
		for _, it := range p.events(s.direction) {
			fmt.Fprintf(b, "  %s: check%s,\n", key(it.event.Name), it.name)
		}
		b.WriteString("};\n")
	}
}

func indexScript(p *plan) []byte {
	var b strings.Builder
	b.WriteString("// " + output.Header(p.contract.File) + "\n")
	b.WriteString("import { newClient } from \"./runtime/client.js\";\n")
	tables(&b, p)
	b.WriteString("\nexport function createClient(options) {\n  return newClient(serverToClient, clientToServer, options);\n}\n\n")
	for _, m := range p.modules {
		var exported []string
		for _, it := range m.items {
			exported = append(exported, "validate"+it.name)
			if it.event != nil {
				exported = append(exported, "parse"+it.name, it.value+"Schema")
			}
		}
		if len(exported) > 0 {
			fmt.Fprintf(&b, "export {\n  %s,\n} from \"./%s.js\";\n", strings.Join(exported, ",\n  "), m.name)
		}
	}
	b.WriteString("export { toBigInt, toDecimal, toInt64 } from \"./runtime/brands.js\";\n")
	b.WriteString("export { Closed, EventwireError, RateLimited, TimedOut, Unavailable, ValidationError } from \"./runtime/errors.js\";\n")
	return []byte(b.String())
}

// eventMaps prints the interfaces that tell a client's events by name.
func eventMaps(b *strings.Builder, p *plan) {
	for _, s := range sections {
		used := map[string]bool{}
		name, doc := "ServerEvents", "What the server sends, by event."
		for _, it := range p.events(s.direction) {
			used[it.name] = true
		}
		if s.direction == schema.ClientToServer {
			name, doc = "ClientEvents", "What a client sends, by event."
			used = map[string]bool{}
			for _, it := range p.events(s.direction) {
				used[it.name+"Input"] = true
			}
		}
		imports(b, s.module, used, true)
		fmt.Fprintf(b, "\n/** %s */\nexport interface %s {\n", doc, name)
		for _, it := range p.events(s.direction) {
			b.WriteString(comment("  ", it.doc, it.old))
			typ := it.name
			if s.direction == schema.ClientToServer {
				typ += "Input"
			}
			fmt.Fprintf(b, "  readonly %s: %s;\n", names.TypeScriptProperty(it.event.Name), typ)
		}
		b.WriteString("}\n")
	}
}

func indexDeclarations(p *plan) []byte {
	var b strings.Builder
	b.WriteString("// " + output.Header(p.contract.File) + "\n")
	b.WriteString("import type { AnyEvent, ClientOptions, EventwireClient, Handler } from \"./runtime/api.js\";\n")
	eventMaps(&b, p)
	b.WriteString(`
/** The typed connection to a server. */
export type Client = EventwireClient<ServerEvents, ClientEvents>;

/** Any event that the server sends, as a union that ` + "`event`" + ` discriminates. */
export type ServerEvent = AnyEvent<ServerEvents>;

/** A handler for every event that the server sends. */
export type ServerHandlers = { readonly [E in keyof ServerEvents]: Handler<ServerEvents[E]> };

/** Creates a client. It opens nothing before ` + "`connect`" + `. */
export declare function createClient(options: ClientOptions): Client;

`)
	for _, m := range p.modules {
		if len(m.items) > 0 {
			var exported []string
			for _, it := range m.items {
				exported = append(exported, "type "+it.name)
				if it.differ || it.event != nil {
					exported = append(exported, "type "+it.name+"Input")
				}
				exported = append(exported, "validate"+it.name)
				if it.event != nil {
					exported = append(exported, "parse"+it.name, it.value+"Schema")
				}
			}
			fmt.Fprintf(&b, "export {\n  %s,\n} from \"./%s.js\";\n", strings.Join(exported, ",\n  "), m.name)
		}
	}
	b.WriteString(`export { type Decimal, type Int64, toBigInt, toDecimal, toInt64 } from "./runtime/brands.js";
export type {
  Call,
  ClientOptions,
  EventMeta,
  Gap,
  Handler,
  ListenOptions,
  Middleware,
  PublishOptions,
  Receipt,
  Status,
  Undo,
} from "./runtime/api.js";
export {
  Closed,
  type ErrorCode,
  EventwireError,
  type Problem,
  RateLimited,
  TimedOut,
  Unavailable,
  ValidationError,
} from "./runtime/errors.js";
export type { StandardSchema } from "./runtime/standard.js";
`)
	return []byte(b.String())
}

func reactScript(p *plan) []byte {
	return []byte("// " + output.Header(p.contract.File) + `
export { Provider, useClient, useEvent, useLatest, usePublish, useStatus } from "./runtime/react.js";
`)
}

func reactDeclarations(p *plan) []byte {
	return []byte("// " + output.Header(p.contract.File) + `
import type { ClientEvents, ServerEvents } from "./index.js";
import type { Hooks } from "./runtime/react.js";

type Typed = Hooks<ServerEvents, ClientEvents>;

/** Gives a client to the components inside, and connects it while it is mounted. */
export declare const Provider: Typed["Provider"];
/** The client of the nearest Provider. */
export declare const useClient: Typed["useClient"];
/** Calls a handler for every event of a name while the component is mounted. */
export declare const useEvent: Typed["useEvent"];
/** The data of the last event of a name since the component was mounted. */
export declare const useLatest: Typed["useLatest"];
/** A function to publish an event, with pending and error. */
export declare const usePublish: Typed["usePublish"];
/** The connection's state. */
export declare const useStatus: Typed["useStatus"];
export type { ProviderProps, Publishing } from "./runtime/react.js";
`)
}

func testingScript(p *plan) []byte {
	var b strings.Builder
	b.WriteString("// " + output.Header(p.contract.File) + "\n")
	b.WriteString("import { newFakeServer } from \"./runtime/testing.js\";\n")
	tables(&b, p, "parse")
	b.WriteString("\nexport function fakeServer() {\n  return newFakeServer(serverToClient, clientToServer);\n}\n")
	b.WriteString("\nexport const parsers = {\n")
	for _, s := range sections {
		for _, it := range p.events(s.direction) {
			fmt.Fprintf(&b, "  %s: parse%s,\n", key(it.event.Name), it.name)
		}
	}
	b.WriteString("};\n\nconst samples = {\n")
	for _, s := range sections {
		for _, it := range p.events(s.direction) {
			if v, ok := vectors.Sample(it.event); ok {
				fmt.Fprintf(&b, "  %s: () => (%s),\n", key(it.event.Name), literal(v))
			}
		}
	}
	b.WriteString("};\n\nexport function sample(event, changes) {\n  return { ...parsers[event](samples[event]()), ...changes };\n}\n\nexport { parseStrict } from \"./runtime/json.js\";\n")
	return []byte(b.String())
}

func testingDeclarations(p *plan) []byte {
	var b strings.Builder
	b.WriteString("// " + output.Header(p.contract.File) + `
import type { ClientEvents, ServerEvents } from "./index.js";
import type { FakeServer } from "./runtime/testing.js";
`)
	used := map[schema.Direction]map[string]bool{}
	for _, s := range sections {
		used[s.direction] = map[string]bool{}
		for _, it := range p.events(s.direction) {
			used[s.direction][it.name] = true
		}
		imports(&b, s.module, used[s.direction], true)
	}
	b.WriteString("\n/** Every event of the contract as it is read, by name. */\nexport interface AllEvents {\n")
	for _, s := range sections {
		for _, it := range p.events(s.direction) {
			fmt.Fprintf(&b, "  readonly %s: %s;\n", names.TypeScriptProperty(it.event.Name), it.name)
		}
	}
	b.WriteString(`}

/** Makes a server in memory: ` + "`createClient({ url: \"ws://test\", WebSocket: server.WebSocket })`" + `. */
export declare function fakeServer(): FakeServer<ServerEvents, ClientEvents>;

/** Reads an event's data as JSON.parse gives them. Each throws ValidationError. */
export declare const parsers: { readonly [E in keyof AllEvents]: (data: unknown) => AllEvents[E] };

/** Makes valid data of an event, with some members as the test wants them. */
export declare function sample<E extends keyof AllEvents>(event: E, changes?: Partial<AllEvents[E]>): AllEvents[E];

export { parseStrict } from "./runtime/json.js";
export type { Answer, FakeServer, Published } from "./runtime/testing.js";
`)
	return []byte(b.String())
}
