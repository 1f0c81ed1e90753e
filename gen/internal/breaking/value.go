package breaking

import (
	"slices"

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
		least, most := "minItems", "maxItems"
		if newType.Kind == schema.KindMap {
			least, most = "minProperties", "maxProperties"
		}
		c.lower(path, pos, least, oldType.MinItems, newType.MinItems)
		c.upper(path, pos, most, oldType.MaxItems, newType.MaxItems)
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
	if old.Resolve().Kind == schema.KindJSON || now.Resolve().Kind == schema.KindJSON {
		return // any value, and so null, which the change of the type tells
	}
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
	if old.Kind.IsInteger() && now.Kind.IsInteger() {
		c.numbers(path, old, now, pos)
		return
	}
	if texts(old) && texts(now) {
		c.enum(path, old, now, pos) // a const is an enum of one value
		return
	}
	switch {
	case contains(now, old):
		c.wider("type-widened", path, pos, "it was %s and is %s", old.Kind, now.Kind)
	case contains(old, now):
		c.narrower("type-narrowed", path, pos, "it was %s and is %s", old.Kind, now.Kind)
	default:
		c.both("type-changed", path, pos, "it was %s and is %s", old.Kind, now.Kind)
	}
}

// contains tells whether a type has all values of one of another kind, where that is plain to see.
func contains(larger, smaller *schema.Type) bool {
	switch larger.Kind {
	case schema.KindJSON:
		return true
	case schema.KindFloat:
		return smaller.Kind.IsInteger() && holds(larger, smaller) || isNumber(smaller) && accepts(larger, *smaller.Const)
	case schema.KindString:
		switch {
		case texts(smaller):
			return !slices.ContainsFunc(values(smaller), func(v schema.EnumValue) bool {
				return !accepts(larger, schema.Value{Kind: schema.StringValue, String: v.Value})
			}) && !saysOpen(smaller)
		case smaller.Kind == schema.KindUUID:
			const length = 36
			return larger.Pattern == nil && valueOr(larger.MinLength, 0) <= length && valueOr(larger.MaxLength, length) >= length && valueOr(larger.MaxBytes, length) >= length
		}
		return smaller.Kind.IsText() && isPlainText(larger)
	}
	return larger.Kind.IsInteger() && isNumber(smaller) && accepts(larger, *smaller.Const) || larger.Kind == schema.KindBool && smaller.Kind == schema.KindConst && accepts(larger, *smaller.Const)
}

func accepts(t *schema.Type, v schema.Value) bool { return len(schema.Validate(t, v)) == 0 }

func isNumber(t *schema.Type) bool {
	return t.Kind == schema.KindConst && t.Const.Kind == schema.NumberValue
}

// texts tells a type that is some texts, which are counted.
func texts(t *schema.Type) bool {
	return t.Kind == schema.KindEnum || t.Kind == schema.KindConst && t.Const.Kind == schema.StringValue
}

func values(t *schema.Type) []schema.EnumValue {
	if t.Kind == schema.KindConst {
		return []schema.EnumValue{{Value: t.Const.String, Pos: t.Const.Pos}}
	}
	return t.Enum
}

// isPlainText tells a string without any rule, which holds every text.
func isPlainText(t *schema.Type) bool {
	return t.Kind == schema.KindString && t.MinLength == nil && t.MaxLength == nil && t.MaxBytes == nil && t.Pattern == nil
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
	case old.Pattern != nil && old.Pattern.Parsed.String() != now.Pattern.Parsed.String():
		c.both("pattern-changed", path, pos, "the pattern was %s and is %s", old.Pattern.Source, now.Pattern.Source)
	}
}

func (c *comparison) enum(path string, old, now *schema.Type, pos schema.Position) {
	missing := func(from, in *schema.Type) []schema.EnumValue {
		known := make(map[string]bool)
		for _, v := range values(in) {
			known[v.Value] = true
		}
		return slices.DeleteFunc(slices.Clone(values(from)), func(v schema.EnumValue) bool { return known[v.Value] })
	}
	was, is := c.open(old), c.open(now)
	if !is {
		for _, v := range missing(old, now) {
			n := len(c.found)
			c.narrower("enum-value-removed", path, v.Pos, "the value %q is gone", v.Value)
			c.gone(n)
		}
	}
	if !was {
		for _, v := range missing(now, old) {
			c.wider("enum-value-added", path, v.Pos, "the value %q is new", v.Value)
		}
	}
	// Writers keep to the values of the contract, unless it says `open: true`; a history may hold some of former times.
	if was && !is && (saysOpen(old) || c.old.History != nil) {
		c.narrower("enum-closed", path, pos, "other values than those of the contract are not taken any more")
	}
	if !was && is && saysOpen(now) {
		c.wider("enum-opened", path, pos, "other values than those of the contract may be written now")
	}
}

// open tells whether readers in the direction under way take values that they do not know.
func (c *comparison) open(t *schema.Type) bool {
	if t.Kind == schema.KindConst {
		return false
	}
	if t.Open != nil {
		return *t.Open
	}
	return c.old.Direction != schema.ClientToServer
}

func saysOpen(t *schema.Type) bool { return t.Open != nil && *t.Open }
