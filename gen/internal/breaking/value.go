package breaking

import (
	"eventwire/gen/internal/schema"
)

// value compares two type expressions at one path.
func (c *comparison) value(path string, old, now *schema.Type, pos schema.Position) {
	if old.Kind == schema.KindRef && now.Kind == schema.KindRef {
		pair := [2]*schema.TypeDecl{old.Ref, now.Ref}
		if c.seen[pair] {
			c.nullable(path, old, now, pos)
			return
		}
		c.seen[pair] = true
	}
	c.nullable(path, old, now, pos)
	oldType, newType := old.Resolve(), now.Resolve()
	if now.Kind == schema.KindRef {
		pos = newType.Pos
	}
	if oldType.Kind != newType.Kind {
		c.kinds(path, oldType, newType, pos)
		return
	}
	switch newType.Kind {
	case schema.KindString, schema.KindBytes:
		c.text(path, oldType, newType, pos)
	case schema.KindInt64, schema.KindFloat:
		c.numbers(path, oldType, newType, pos)
	case schema.KindDecimal:
		c.decimal(path, oldType, newType, pos)
	case schema.KindEnum:
		c.enum(path, oldType, newType, pos)
	case schema.KindConst:
		if string(oldType.Const.AppendJSON(nil)) != string(newType.Const.AppendJSON(nil)) {
			c.both("const-changed", path, pos, "the constant was %s and is %s", oldType.Const.AppendJSON(nil), newType.Const.AppendJSON(nil))
		}
	case schema.KindList, schema.KindMap:
		c.lower(path, pos, "minItems", oldType.MinItems, newType.MinItems)
		c.upper(path, pos, "maxItems", oldType.MaxItems, newType.MaxItems)
		if !oldType.UniqueItems && newType.UniqueItems {
			c.narrower("bound-tightened", path, pos, "the items must differ now")
		} else if oldType.UniqueItems && !newType.UniqueItems {
			c.wider("bound-loosened", path, pos, "the items may repeat now")
		}
		c.value(schema.Pointer(path, "*"), oldType.Elem, newType.Elem, newType.Elem.Pos)
	case schema.KindObject:
		c.object(path, oldType, newType)
	case schema.KindUnion:
		c.union(path, oldType, newType, pos)
	default:
		if newType.Kind.IsInteger() {
			c.numbers(path, oldType, newType, pos)
		}
	}
	if oldType.MaxDepth > newType.MaxDepth && newType.MaxDepth > 0 {
		c.narrower("bound-tightened", path, pos, "maxDepth was %d and is %d", oldType.MaxDepth, newType.MaxDepth)
	} else if oldType.MaxDepth > 0 && oldType.MaxDepth < newType.MaxDepth {
		c.wider("bound-loosened", path, pos, "maxDepth was %d and is %d", oldType.MaxDepth, newType.MaxDepth)
	}
}

func (c *comparison) nullable(path string, old, now *schema.Type, pos schema.Position) {
	switch was, is := nullable(old), nullable(now); {
	case was && !is:
		c.narrower("not-nullable", path, pos, "it may not be null any more")
	case !was && is:
		c.wider("nullable", path, pos, "it may be null now")
	}
}

func nullable(t *schema.Type) bool {
	for ; t.Kind == schema.KindRef; t = t.Ref.Type {
		if t.Nullable {
			return true
		}
	}
	return t.Nullable
}

// kinds compares two types of different kinds: one may hold all values of the other.
func (c *comparison) kinds(path string, old, now *schema.Type, pos schema.Position) {
	switch {
	case old.Kind.IsInteger() && now.Kind.IsInteger():
		c.numbers(path, old, now, pos)
	case isPlainText(now) && (old.Kind == schema.KindEnum || old.Kind.IsText()), now.Kind == schema.KindJSON,
		now.Kind == schema.KindFloat && old.Kind.IsInteger() && unbounded(now):
		c.wider("type-widened", path, pos, "it was %s and is %s", old.Kind, now.Kind)
	case isPlainText(old) && (now.Kind == schema.KindEnum || now.Kind.IsText()), old.Kind == schema.KindJSON,
		old.Kind == schema.KindFloat && now.Kind.IsInteger() && unbounded(old):
		c.narrower("type-narrowed", path, pos, "it was %s and is %s", old.Kind, now.Kind)
	default:
		c.both("type-changed", path, pos, "it was %s and is %s", old.Kind, now.Kind)
	}
}

// isPlainText tells a string without any rule, which holds every text.
func isPlainText(t *schema.Type) bool {
	return t.Kind == schema.KindString && t.MinLength == nil && t.MaxLength == nil && t.MaxBytes == nil && t.Pattern == nil
}

func unbounded(t *schema.Type) bool {
	return t.Minimum == nil && t.Maximum == nil && t.ExclusiveMinimum == nil && t.ExclusiveMaximum == nil
}

func (c *comparison) text(path string, old, now *schema.Type, pos schema.Position) {
	c.lower(path, pos, "minLength", old.MinLength, now.MinLength)
	c.upper(path, pos, "maxLength", old.MaxLength, now.MaxLength)
	c.upper(path, pos, "maxBytes", old.MaxBytes, now.MaxBytes)
	switch {
	case old.Pattern == nil && now.Pattern != nil:
		c.narrower("bound-tightened", path, pos, "it must match %s now", now.Pattern.Source)
	case old.Pattern != nil && now.Pattern == nil:
		c.wider("bound-loosened", path, pos, "it needs not match %s any more", old.Pattern.Source)
	case old.Pattern != nil && old.Pattern.Source != now.Pattern.Source:
		c.both("pattern-changed", path, pos, "the pattern was %s and is %s", old.Pattern.Source, now.Pattern.Source)
	}
}

func (c *comparison) enum(path string, old, now *schema.Type, pos schema.Position) {
	missing := func(from, in *schema.Type) []schema.EnumValue {
		var gone []schema.EnumValue
		for _, v := range from.Enum {
			found := false
			for _, w := range in.Enum {
				found = found || v.Value == w.Value
			}
			if !found {
				gone = append(gone, v)
			}
		}
		return gone
	}
	if !c.open(now) {
		for _, v := range missing(old, now) {
			n := len(c.found)
			c.narrower("enum-value-removed", path, v.Pos, "the value %q is gone", v.Value)
			c.gone(n)
		}
	}
	if !c.open(old) {
		for _, v := range missing(now, old) {
			c.wider("enum-value-added", path, v.Pos, "the value %q is new", v.Value)
		}
	}
}

// open tells whether readers in the direction under way take values that they do not know.
func (c *comparison) open(t *schema.Type) bool {
	if t.Open != nil {
		return *t.Open
	}
	return c.old.Direction != schema.ClientToServer
}
