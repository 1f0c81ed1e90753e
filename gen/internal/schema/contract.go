package schema

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"eventwire/gen/internal/names"
)

// section reads the top level of one file. Only the main file says what the contract is called and what is written.
func (l *loader) section(root node, main bool) {
	o := l.object(root, "a contract")
	version, name, doc, outputs, lint := o.take("version"), o.take("name"), o.take("doc"), node{}, node{}
	if main {
		outputs, lint = o.take("outputs"), o.take("lint")
	}
	include, types, reserved := o.take("include"), o.take("types"), o.take("reserved")
	toServer, toClient, redis := o.take("clientToServer"), o.take("serverToClient"), o.take("redis")
	o.finish()
	if root.isMap() {
		l.version(root, version, main)
	}
	if main {
		l.contract.Doc = l.text(doc, "doc")
		l.contract.Name = l.contractName(root, name)
		l.outputs(outputs)
		l.lint(lint)
	} else if !name.absent() {
		l.errorf(o.key("name"), "include", "remove it here", "only the main file names the contract")
	}
	l.contract.Reserved = append(l.contract.Reserved, l.texts(reserved, "reserved")...)
	l.typeSection(types)
	l.eventSection(toServer, ClientToServer)
	l.eventSection(toClient, ServerToClient)
	l.eventSection(redis, Redis)
	l.include(include)
}

func (l *loader) version(root, n node, main bool) {
	switch {
	case n.absent() && main:
		l.errorf(root, "version", "write `version: 1` on the first line", "the contract does not say its version")
	case n.absent():
	case n.Value != "1" || !n.isScalar():
		l.errorf(n, "version", "write `version: 1`", "the version is %s, and this tool reads version 1", n.what())
	}
}

var contractNames = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

func (l *loader) contractName(root, n node) string {
	const hint = "write lower-case letters, digits and single hyphens, such as `name: chat`"
	switch {
	case n.absent():
		if root.isMap() {
			l.errorf(root, "name", hint, "the contract has no name")
		}
		return ""
	case !n.isString() || !contractNames.MatchString(n.Value) || len(n.Value) > 100:
		l.errorf(n, "name", hint, "%s cannot be the name of a contract", n.what())
		return ""
	}
	return n.Value
}

var (
	typeNames  = regexp.MustCompile(`^[A-Z][A-Za-z0-9]*$`)
	eventNames = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*([._:/-][A-Za-z0-9]+)*$`)
)

// maxName bounds names, which become identifiers, Redis channels and parts of every frame.
const maxName = 128

func (l *loader) typeSection(n node) {
	if n.absent() || n.isNull() {
		return
	}
	for _, m := range l.members(n, "types") {
		decl := &TypeDecl{Name: m.name, Pos: m.key.pos()}
		decl.Type = l.typeOf(m.value, place{what: "the type " + decl.Name, decl: decl})
		if !l.typeName(m.key) {
			continue
		}
		if before, twice := l.types[m.name]; twice {
			l.errorf(m.key, "duplicate-name", "", "the type %s is already declared at %s", m.name, at(before.Pos, m.key.pos()))
			continue
		}
		l.types[m.name] = decl
		l.contract.Types = append(l.contract.Types, decl)
	}
}

func (l *loader) typeName(key node) bool {
	name := key.Value
	if !key.isString() || !typeNames.MatchString(name) || len(name) > maxName {
		hint := "begin with a capital letter and use letters and digits only"
		if better := names.TypeScriptType(name); typeNames.MatchString(better) && len(better) <= maxName {
			hint = "write " + better
		} else if len(name) > maxName {
			hint = "use at most 128 characters"
		}
		l.errorf(key, "type-name", hint, "%s cannot be the name of a type", key.what())
		return false
	}
	return true
}

// outputs reads what is written and where. Everything has a default.
func (l *loader) outputs(n node) {
	out := &l.contract.Outputs
	*out = Outputs{
		Go: "generated/events", GoPackage: "events",
		TypeScript: "generated/ts", NPMPackage: "@eventwire/" + l.contract.Name, NPMVersion: "0.1.0",
		AsyncAPI: "generated/asyncapi.yaml", JSONSchema: "generated/events.schema.json", YAMLSchema: "generated/events-yaml.schema.json",
	}
	if n.absent() {
		return
	}
	o := l.object(n, "outputs")
	golang, typescript := o.take("go"), o.take("typescript")
	l.documents(o, out)
	o.finish()
	if golang.isMap() {
		p := l.object(golang, "outputs.go")
		at := p.take("path")
		l.outputFolder(at, &out.Go)
		name := p.take("package")
		p.finish()
		out.GoPackage = path.Base(out.Go)
		if !name.absent() {
			out.GoPackage = l.text(name, "package")
		} else if name = at; at.absent() {
			name = golang
		}
		if out.Go != "" && !names.GoPackage(out.GoPackage) {
			l.errorf(name, "package-name", "write one lower-case word, such as `package: events`", "%s cannot be the name of a Go package", quoted(out.GoPackage))
		}
	} else {
		l.outputFolder(golang, &out.Go)
		if !golang.absent() && out.Go != "" {
			out.GoPackage = path.Base(out.Go)
			if !names.GoPackage(out.GoPackage) {
				l.errorf(golang, "package-name", "write `go: { path: "+out.Go+", package: events }`", "%s cannot be the name of a Go package", quoted(out.GoPackage))
			}
		}
	}
	if typescript.isMap() {
		p := l.object(typescript, "outputs.typescript")
		l.outputFolder(p.take("path"), &out.TypeScript)
		l.npm(p.take("package"), &out.NPMPackage, npmNames, "package-name", "write a name such as \"@team/chat\"")
		l.npm(p.take("version"), &out.NPMVersion, semanticVersions, "package-version", "write a version such as 1.2.0")
		p.finish()
	} else {
		l.outputFolder(typescript, &out.TypeScript)
	}
}

var (
	npmNames         = regexp.MustCompile(`^(@[a-z0-9][a-z0-9._-]*/)?[a-z0-9][a-z0-9._-]*$`)
	semanticVersions = regexp.MustCompile(`^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$`)
)

func (l *loader) npm(n node, into *string, grammar *regexp.Regexp, rule, hint string) {
	if n.absent() {
		return
	}
	if !n.isScalar() || !grammar.MatchString(n.Value) || len(n.Value) > 214 {
		l.errorf(n, rule, hint, "npm does not accept %s", n.what())
		return
	}
	*into = n.Value
}

// documents reads the paths of the three documents.
func (l *loader) documents(o *object, out *Outputs) {
	taken := map[string]string{l.contract.File: "the contract itself"}
	for _, document := range []struct {
		key        string
		into       *string
		extensions []string
	}{
		{"asyncapi", &out.AsyncAPI, []string{".yaml", ".yml"}},
		{"jsonSchema", &out.JSONSchema, []string{".json"}},
		{"yamlSchema", &out.YAMLSchema, []string{".json"}},
	} {
		n := o.take(document.key)
		l.outputPath(n, document.into)
		at := *document.into
		if other, twice := taken[at]; twice {
			l.errorf(n, "output-path", "write another path", "%s is %s", at, other)
		} else if at != "" && !slices.Contains(document.extensions, path.Ext(at)) {
			l.errorf(n, "output-path", fmt.Sprintf("write a file, such as %s%s", strings.TrimSuffix(at, path.Ext(at)), document.extensions[0]),
				"%s is a file that ends in %s, which %s does not", document.key, document.extensions[0], quoted(at))
		} else if at != "" {
			taken[at] = "the path of " + document.key
		}
	}
}

// outputFolder reads the folder of a package, or false for one that is not wanted.
func (l *loader) outputFolder(n node, into *string) {
	l.outputPath(n, into)
	if !n.absent() && slices.Contains([]string{".go", ".ts", ".js", ".json"}, path.Ext(*into)) {
		l.errorf(n, "output-path", "write the path of a folder: a package has several files", "%s is a file", quoted(*into))
		*into = ""
	}
}

// outputPath reads a path, or false for an output that is not wanted.
func (l *loader) outputPath(n node, into *string) {
	switch {
	case n.absent():
	case n.isScalar() && n.Tag == "!!bool" && !l.boolean(n, "an output"):
		*into = ""
	case !n.isString() || n.Value == "":
		l.errorf(n, "output-path", "write a path, or false to switch the output off", "an output is a path, not %s", n.what())
	case path.IsAbs(n.Value) || strings.Contains(n.Value, `\`) || strings.Contains(n.Value, ":"):
		l.errorf(n, "output-path", "write a path relative to the contract, with forward slashes", "cannot write to %s", quoted(n.Value))
	case path.Clean(n.Value) == "." || path.Clean(n.Value) == ".." || strings.HasPrefix(path.Clean(n.Value), "../"):
		l.errorf(n, "output-path", "write a path below the contract's folder", "cannot write to %s", quoted(n.Value))
	default:
		*into = path.Clean(n.Value)
		for folder := range strings.SplitSeq(*into, "/") {
			if strings.HasPrefix(folder, ".") || folder == "node_modules" || folder == "vendor" {
				l.errorf(n, "output-path", "write another path: what is there belongs to other tools", "cannot write to %s, below %s", quoted(*into), folder)
			}
		}
	}
}
