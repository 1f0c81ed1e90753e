package breaking

import (
	"slices"

	"eventwire/gen/internal/schema"
)

func (c *comparison) object(path string, old, now *schema.Type) {
	matched := make(map[*schema.Field]bool)
	for _, f := range old.Fields {
		successor, renamed := fieldSuccessor(f, now)
		inner := schema.Pointer(path, f.Name)
		if successor == nil {
			n := len(c.found)
			if !f.Optional {
				c.wider("field-removed", inner, f.Pos, "the required field %s is gone", f.Name)
			}
			if now.NoAdditionalProperties {
				c.narrower("field-removed", inner, f.Pos, "the field %s is gone from a type without additional properties", f.Name)
			}
			c.gone(n)
			continue
		}
		matched[successor] = true
		if renamed {
			c.wider("field-renamed", inner, successor.Pos, "the field %s is now called %s, and only new peers know that name", f.Name, successor.Name)
			inner = schema.Pointer(path, successor.Name)
		}
		switch {
		case f.Optional && !successor.Optional:
			c.narrower("field-required", inner, successor.Pos, "the field %s is required now", successor.Name)
		case !f.Optional && successor.Optional:
			c.wider("field-optional", inner, successor.Pos, "the field %s may be absent now", successor.Name)
		}
		c.value(inner, f.Type, successor.Type, successor.Pos)
	}
	for _, f := range now.Fields {
		if matched[f] {
			continue
		}
		inner := schema.Pointer(path, f.Name)
		switch {
		case slices.Contains(old.Reserved, f.Name):
			c.narrower("reserved-name-reused", inner, f.Pos, "the name %s was reserved, for peers that still know another field by it", f.Name)
		case !f.Optional:
			c.narrower("field-required", inner, f.Pos, "the new field %s is required", f.Name)
		}
		if old.NoAdditionalProperties {
			c.wider("field-added", inner, f.Pos, "the field %s is new in a type without additional properties", f.Name)
		}
	}
}

func fieldSuccessor(f *schema.Field, now *schema.Type) (successor *schema.Field, renamed bool) {
	if same, ok := now.Field(f.Name); ok {
		return same, false
	}
	for _, candidate := range now.Fields {
		if slices.Contains(candidate.Formerly, f.Name) {
			return candidate, true
		}
	}
	return nil, false
}

func (c *comparison) union(path string, old, now *schema.Type, pos schema.Position) {
	if old.Discriminator != now.Discriminator {
		c.both("discriminator-changed", path, pos, "the discriminator was %s and is %s", old.Discriminator, now.Discriminator)
		return
	}
	find := func(t *schema.Type, tag string) *schema.Variant {
		for _, v := range t.Variants {
			if v.Tag == tag {
				return v
			}
		}
		return nil
	}
	for _, v := range old.Variants {
		if successor := find(now, v.Tag); successor != nil {
			c.value(path, v.Type, successor.Type, successor.Pos)
		} else {
			n := len(c.found)
			c.narrower("variant-removed", path, v.Pos, "the variant %s is gone", v.Tag)
			c.gone(n)
		}
	}
	for _, v := range now.Variants {
		if find(old, v.Tag) == nil {
			c.wider("variant-added", path, v.Pos, "the variant %s is new", v.Tag)
		}
	}
}

// both notes a change that neither side understands of the other.
func (c *comparison) both(rule, path string, pos schema.Position, format string, args ...any) {
	c.narrower(rule, path, pos, format, args...)
	c.wider(rule, path, pos, format, args...)
}
