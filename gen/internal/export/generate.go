// Package export prints a checked contract as documents that other tools read: AsyncAPI 3.0, JSON Schema
// (2020-12), Markdown, and the schema of the contract language itself for editors.
package export

import (
	"eventwire/gen/internal/output"
	"eventwire/gen/internal/schema"
)

// Generate gives the documents that the contract asks for, in a stable order.
func Generate(c *schema.Contract) ([]output.File, error) {
	var files []output.File
	for _, document := range []struct {
		path  string
		print func(*schema.Contract) []byte
	}{
		{c.Outputs.AsyncAPI, AsyncAPI},
		{c.Outputs.JSONSchema, JSONSchema},
		{c.Outputs.YAMLSchema, YAMLSchema},
	} {
		if document.path != "" {
			files = append(files, output.File{Path: document.path, Content: document.print(c)})
		}
	}
	return files, nil
}
