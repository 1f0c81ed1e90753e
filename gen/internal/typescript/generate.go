package typescript

import (
	"eventwire/gen/internal/output"
	"eventwire/gen/internal/schema"
)

// Generate gives the target's files for a checked contract, in a stable order.
func Generate(c *schema.Contract) ([]output.File, error) {
	return nil, nil
}
