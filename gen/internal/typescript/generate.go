// Package typescript writes the npm package of a contract: ready JavaScript, declarations, and the fixed runtime beside them.
// Events on Redis are not in it.
package typescript

import (
	"path"

	"eventwire/gen/internal/output"
	"eventwire/gen/internal/schema"
)

// Generate gives the target's files for a checked contract, in a stable order.
func Generate(c *schema.Contract) ([]output.File, error) {
	if c.Outputs.TypeScript == "" {
		return nil, nil
	}
	p := newPlan(c)
	files := []output.File{
		{Path: "package.json", Content: packageJSON(c)},
		{Path: "README.md", Content: readme(p)},
		{Path: "index.js", Content: indexScript(p)},
		{Path: "node.js", Content: nodeScript(p)},
		{Path: "index.d.ts", Content: indexDeclarations(p)},
		{Path: "react.js", Content: reactScript(p)},
		{Path: "react.d.ts", Content: reactDeclarations(p)},
		{Path: "testing.js", Content: testingScript(p)},
		{Path: "testing.d.ts", Content: testingDeclarations(p)},
	}
	for _, m := range p.modules {
		files = append(files,
			output.File{Path: m.name + ".js", Content: moduleScript(p, m)},
			output.File{Path: m.name + ".d.ts", Content: moduleDeclarations(p, m)})
	}
	fixed, err := runtimeFiles(c.File)
	if err != nil {
		return nil, err
	}
	files = append(files, fixed...)
	for i := range files {
		files[i].Path = path.Join(c.Outputs.TypeScript, files[i].Path)
	}
	return files, nil
}
