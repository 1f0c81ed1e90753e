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
			c.renamedField(inner, f, successor)
			inner = schema.Pointer(path, successor.Name)
		}
		switch {
		case f.Optional && !successor.Optional:
			c.narrower("field-required", inner, successor.Pos, "the field %s is required now", successor.Name)
		case !f.Optional && successor.Optional:
			c.wider("field-optional", inner, successor.Pos, "the field %s may be absent now", successor.Name)
		}
		c.defaults(inner, f, successor)
		for _, former := range f.Formerly {
			if former != successor.Name && !slices.Contains(successor.Formerly, former) {
				c.narrower("former-name-removed", inner, successor.Pos, "the field %s is not read by its former name %s any more", successor.Name, former)
			}
		}
		c.value(inner, f.Type, successor.Type, successor.Pos)
	}
	if now.NoAdditionalProperties && !old.NoAdditionalProperties {
		c.narrower("fields-closed", path, now.Pos, "other fields than those of the contract are not taken any more")
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

// renamedField notes that old readers look for a field in vain.
func (c *comparison) renamedField(path string, old, now *schema.Field) {
	const format = "the field %s is now called %s, and only new peers know that name"
	if old.Optional {
		c.unseen("field-renamed", path, now.Pos, format+": to old readers it is absent", old.Name, now.Name)
	} else {
		c.wider("field-renamed", path, now.Pos, format, old.Name, now.Name)
	}
}

// defaults notes that an absent value means something else to old peers than to new ones. They all take it.
func (c *comparison) defaults(path string, old, now *schema.Field) {
	if !old.Optional || !now.Optional {
		return
	}
	text := func(v *schema.Value) string {
		if v == nil {
			return "none"
		}
		return string(v.AppendJSON(nil))
	}
	if was, is := text(old.Default), text(now.Default); was != is {
		c.unseen("default-changed", path, now.Pos, "the default was %s and is %s: to old readers an absent value means the one, to new readers the other", was, is)
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
