package typescript

import (
	"fmt"
	"slices"
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
  "engines": {
    "node": ">=20"
  },
  "exports": {
    ".": {
      "types": "./index.d.ts",
      "node": "./node.js",
      "default": "./index.js"
    },
    "./react": {
      "types": "./react.d.ts",
      "default": "./react.js"
    },
    "./testing": {
      "types": "./testing.d.ts",
      "default": "./testing.js"
    },
    "./package.json": "./package.json"
  },
  "types": "./index.d.ts",
  "files": [
    "*.js",
    "*.d.ts",
    "runtime"
  ],
  "peerDependencies": {
    "react": ">=18"
  },
  "peerDependenciesMeta": {
    "react": {
      "optional": true
    }
  }
}
`, quote(output.Header(c.File)), quote(c.Outputs.NPMPackage), quote(c.Outputs.NPMVersion), quote(strings.TrimSpace(description)))
}

// sections are the two directions that a client has, and the names of their tables.
var sections = []struct {
	direction schema.Direction
	table     string
}{{schema.ServerToClient, "serverToClient"}, {schema.ClientToServer, "clientToServer"}}

// importEvents prints imports of what the events' modules have for each event, in scripts of their tables too, and between them an import
// of the runtime: all in the order of their files.
func importEvents(b *strings.Builder, p *plan, runtime string, name func(it *item) string, types bool) {
	used := map[schema.Direction]map[string]bool{}
	for _, s := range sections {
		used[s.direction] = map[string]bool{}
		if !types {
			used[s.direction][s.table] = true
		}
		for _, it := range p.events(s.direction) {
			used[s.direction][name(it)] = true
		}
	}
	imports(b, "./clientToServer.js", used[schema.ClientToServer], types)
	b.WriteString(runtime)
	imports(b, "./serverToClient.js", used[schema.ServerToClient], types)
}

// table prints the checks of a direction's events by name.
func table(b *strings.Builder, m *module) {
	fmt.Fprintf(b, "\nexport const %s = {\n  __proto__: null,\n", m.name)
	for _, it := range m.items {
		fmt.Fprintf(b, "  %s: check%s,\n", key(it.event.Name), it.name)
	}
	b.WriteString("};\n")
}

// exports prints what a package gives away of a module, and `types` with its types.
func exports(b *strings.Builder, m *module, types bool) {
	var names []string
	for _, it := range m.items {
		if types {
			names = append(names, "type "+it.name)
			if it.differ || it.event != nil {
				names = append(names, "type "+it.name+"Input")
			}
		}
		names = append(names, "validate"+it.name)
		if it.event != nil {
			names = append(names, "parse"+it.name, it.value+"Schema")
		}
	}
	if len(names) > 0 {
		slices.SortFunc(names, byName)
		b.WriteString(braced("export", names, fmt.Sprintf(" from \"./%s.js\";", m.name)))
	}
}

func indexScript(p *plan) []byte {
	var b strings.Builder
	b.WriteString("// " + output.Header(p.contract.File) + `
import { clientToServer } from "./clientToServer.js";
import { newClient } from "./runtime/client.js";
import { serverToClient } from "./serverToClient.js";

export const createClient = (options) => newClient(serverToClient, clientToServer, options);

`)
	types, client, server := p.modules[0], p.modules[1], p.modules[2]
	exports(&b, client, false)
	b.WriteString(`export { toBigInt, toDecimal, toInt64 } from "./runtime/brands.js";
export {
  Closed,
  EventwireError,
  RateLimited,
  TimedOut,
  Unavailable,
  ValidationError,
} from "./runtime/errors.js";
`)
	exports(&b, server, false)
	exports(&b, types, false)
	return []byte(b.String())
}

// nodeScript is what Node imports instead: only there a WebSocket may be missing, and only there the code that says so has to be loaded.
func nodeScript(p *plan) []byte {
	return []byte("// " + output.Header(p.contract.File) + `
import { createClient as create, EventwireError } from "./index.js";

export * from "./index.js";

class MissingWebSocket {
  constructor() {
    throw new EventwireError(
      "no_websocket",
      "this Node has no WebSocket: use Node 22, or npm install ws and createClient({ url, WebSocket })",
    );
  }
}

export const createClient = (options) =>
  create({
    ...options,
    WebSocket: options.WebSocket ?? globalThis.WebSocket ?? MissingWebSocket,
  });
`)
}

// eventMaps prints the interfaces that tell a client's events by name.
func eventMaps(b *strings.Builder, p *plan) {
	for _, s := range sections {
		name, doc := "ServerEvents", "What the server sends, by event."
		if s.direction == schema.ClientToServer {
			name, doc = "ClientEvents", "What a client sends, by event."
		}
		if len(p.events(s.direction)) == 0 {
			fmt.Fprintf(b, "\n/** %s */\nexport type %s = Record<never, never>;\n", doc, name)
			continue
		}
		fmt.Fprintf(b, "\n/** %s */\nexport interface %s {\n", doc, name)
		for _, it := range p.events(s.direction) {
			b.WriteString(comment("  ", it.doc, it.old))
			fmt.Fprintf(b, "  readonly %s: %s;\n", names.TypeScriptProperty(it.event.Name), mapped(it))
		}
		b.WriteString("}\n")
	}
}

// mapped is the type of an event's data in the interface of its direction.
func mapped(it *item) string {
	if it.event.Direction == schema.ClientToServer {
		return it.name + "Input"
	}
	return it.name
}

func indexDeclarations(p *plan) []byte {
	var b strings.Builder
	b.WriteString("// " + output.Header(p.contract.File) + "\n")
	// The runtime's shortest names are left to the contract.
	api := braced("import type", []string{"AnyEvent", "ClientOptions", "Handler as EventHandler", "EventwireClient"}, " from \"./runtime/api.js\";")
	importEvents(&b, p, api, mapped, true)
	eventMaps(&b, p)
	b.WriteString(`
/** The typed connection to a server. */
export type Client = EventwireClient<ServerEvents, ClientEvents>;

/** Any event that the server sends, as a union that ` + "`event`" + ` discriminates. */
export type ServerEvent = AnyEvent<ServerEvents>;

/** A handler for every event that the server sends. */
export type ServerHandlers = { readonly [E in keyof ServerEvents]: EventHandler<ServerEvents[E]> };

/** Creates a client. It opens nothing before ` + "`connect`" + `. */
export declare function createClient(options: ClientOptions): Client;

`)
	types, client, server := p.modules[0], p.modules[1], p.modules[2]
	exports(&b, client, true)
	b.WriteString(`export type {
  Call,
  ClientOptions,
  EventMeta,
  Gap as HistoryGap,
  Handler as EventHandler,
  ListenOptions,
  Middleware,
  PublishOptions,
  Receipt,
  Status as ConnectionStatus,
  Undo,
} from "./runtime/api.js";
export { type Decimal, type Int64, toBigInt, toDecimal, toInt64 } from "./runtime/brands.js";
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
	exports(&b, server, true)
	exports(&b, types, true)
	return []byte(b.String())
}

func reactScript(p *plan) []byte {
	return []byte("// " + output.Header(p.contract.File) + `
export {
  Provider,
  useClient,
  useEvent,
  useLatest,
  usePublish,
  useStatus,
} from "./runtime/react.js";
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
	importEvents(&b, p, "import { newFakeServer } from \"./runtime/testing.js\";\n",
		func(it *item) string { return "parse" + it.name }, false)
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
				head := "  " + key(it.event.Name) + ": () => ("
				b.WriteString(head + wrapped(v, "  ", len(head), 2) + "),\n")
			}
		}
	}
	b.WriteString("};\n\nexport function sample(event, changes) {\n  return { ...parsers[event](samples[event]()), ...changes };\n}\n\nexport { parseStrict } from \"./runtime/json.js\";\n")
	return []byte(b.String())
}

func testingDeclarations(p *plan) []byte {
	var b strings.Builder
	b.WriteString("// " + output.Header(p.contract.File) + "\n")
	fixed := "import type { ClientEvents, ServerEvents } from \"./index.js\";\nimport type { FakeServer } from \"./runtime/testing.js\";\n"
	importEvents(&b, p, fixed, func(it *item) string { return it.name }, true)
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
export declare function sample<E extends keyof AllEvents>(
  event: E,
  changes?: Partial<AllEvents[E]>,
): AllEvents[E];

export { parseStrict } from "./runtime/json.js";
export type { Answer, FakeServer, Published } from "./runtime/testing.js";
`)
	return []byte(b.String())
}
