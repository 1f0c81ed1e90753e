package schema

import (
	"fmt"
	"regexp"
	"slices"
)

// constraintKeys are the keys of a type expression that narrow its values.
func constraintKeys() []string {
	return []string{
		"minLength", "maxLength", "maxBytes", "pattern",
		"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "digits", "scale",
		"open", "closed", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties",
		"additionalProperties", "reserved", "maxDepth", "discriminator",
	}
}

// constraintsOf are those of them that apply to a kind.
func constraintsOf(k Kind) []string {
	switch k {
	case KindString:
		return []string{"minLength", "maxLength", "maxBytes", "pattern"}
	case KindInt, KindInt32, KindUint32, KindUint16, KindUint8, KindInt64:
		return []string{"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
	case KindFloat:
		return []string{"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
	case KindDecimal:
		return []string{"digits", "scale"}
	case KindBytes:
		return []string{"maxLength"}
	case KindEnum:
		return []string{"open", "closed"}
	case KindList:
		return []string{"minItems", "maxItems", "uniqueItems", "maxDepth"}
	case KindMap:
		return []string{"minProperties", "maxProperties", "maxDepth"}
	case KindObject:
		return []string{"additionalProperties", "reserved", "maxDepth"}
	case KindUnion:
		return []string{"discriminator", "maxDepth"}
	}
	return nil
}

// finishType reports keys that do not exist and keys that exist for other types.
func (l *loader) finishType(t *Type, o *object, shape string) {
	annotations := []string{"doc", "nullable", "examples", "default", "deprecated", "formerly"}
	applicable := constraintsOf(t.Kind)
	for i, m := range o.members {
		switch {
		case o.taken[i]:
		case slices.Contains(constraintKeys(), m.name):
			if shape != "" && !t.broken {
				l.notApplicable(m, t.Kind)
			}
		default:
			known := slices.Concat(shapes(), annotations, constraintKeys())
			near, hint := didYouMean(m.name, known), ""
			if foreign := foreignKey(m.name); foreign != "" {
				near, hint = "", foreign
			} else if near == "" && shape == "" {
				hint = "a type takes " + list(shapes(), "or")
			} else if near == "" {
				hint = describe(t.Kind) + " takes " + list(slices.Concat(applicable, annotations[:3]), "and")
			}
			l.errorf(m.key, "unknown-key", hint, "unknown key %s%s", quoted(m.name), near)
		}
	}
}

func (l *loader) notApplicable(m member, k Kind) {
	l.errorf(m.key, "not-applicable", constraintHint(m.name, k), "%s does not apply to %s", m.name, describe(k))
}

// unnarrowed reports rules beside the name of a type, once it is known to be one.
func (l *loader) unnarrowed(o *object) {
	for i, m := range o.members {
		if !o.taken[i] && slices.Contains(constraintKeys(), m.name) {
			l.notApplicable(m, KindRef)
		}
	}
}

// describe names a kind with what it is for messages: "int", "a list", "a reference to a type".
func describe(k Kind) string {
	switch k {
	case KindEnum:
		return "an enum"
	case KindConst:
		return "a const"
	case KindList:
		return "a list"
	case KindMap:
		return "a map"
	case KindObject:
		return "an object"
	case KindUnion:
		return "a union"
	case KindRef:
		return "the name of a type"
	}
	return k.String()
}

func constraintHint(key string, k Kind) string {
	if k == KindRef {
		return "the rules of a type stand in `types`; declare another type there"
	}
	if better := map[string]map[Kind]string{
		"minLength": {KindList: "write minItems", KindMap: "write minProperties"},
		"maxLength": {KindList: "write maxItems", KindMap: "write maxProperties", KindInt: "write maximum"},
		"minItems":  {KindString: "write minLength", KindMap: "write minProperties"},
		"maxItems":  {KindString: "write maxLength", KindMap: "write maxProperties"},
		"minimum":   {KindString: "write minLength", KindList: "write minItems", KindDuration: "declare it as int"},
		"maximum":   {KindString: "write maxLength", KindList: "write maxItems", KindDuration: "declare it as int"},
		"maxBytes":  {KindBytes: "write maxLength, which counts bytes here"},
		"multipleOf": {
			KindFloat: "binary fractions disagree between languages; use int, or decimal with a scale",
		},
	}[key][k]; better != "" {
		return better
	}
	var kinds []string
	for other := range KindRef {
		if slices.Contains(constraintsOf(other), key) {
			kinds = append(kinds, describe(other))
		}
	}
	return "it narrows " + list(kinds, "and")
}

// foreignKey explains a key that JSON Schema or another language has, and this one says otherwise.
func foreignKey(name string) string {
	switch name {
	case "items":
		return "write { list: T }"
	case "properties":
		return "write fields"
	case "required", "optional":
		return "a field is required unless its name ends in ?: write `name?: string`"
	case "description", "title", "comment":
		return "write doc"
	case "format":
		return "write the format as the type: { type: uuid }"
	case "anyOf", "allOf", "not", "if":
		return "types are never guessed: use oneOf with a discriminator"
	case "$ref", "ref":
		return "write { type: Name }"
	case "example":
		return "write examples, a list"
	case "enumNames", "values":
		return "write enum"
	case "min":
		return "write minimum, minLength or minItems"
	case "max":
		return "write maximum, maxLength or maxItems"
	case "regex", "regexp", "match":
		return "write pattern"
	}
	return ""
}

// foreignShape tells the foreign keys that stand for the type itself.
func foreignShape(name string) bool {
	switch name {
	case "items", "properties", "format", "anyOf", "allOf", "$ref", "ref", "values":
		return true
	}
	return false
}

// slashes are those that JavaScript writes around a pattern, with its flags.
var slashes = regexp.MustCompile(`^/(\^.*|.*\$)/[a-z]*$`)

// constraints reads the keys that narrow a type of t's kind.
func (l *loader) constraints(t *Type, o *object) {
	for _, key := range constraintsOf(t.Kind) {
		n := o.take(key)
		if n.absent() {
			continue
		}
		switch key {
		case "minLength":
			t.MinLength = l.bound(n, key)
		case "maxLength":
			t.MaxLength = l.bound(n, key)
		case "maxBytes":
			t.MaxBytes = l.bound(n, key)
		case "pattern":
			if bare := slashes.FindStringSubmatch(n.Value); n.isString() && bare != nil {
				l.errorf(n, "pattern", "write it without slashes: '"+bare[1]+"'", "the slashes are part of this pattern, which so matches nothing")
			} else {
				t.Pattern = l.pattern(n)
			}
		case "minimum":
			t.Minimum = l.limit(n, key, t.Kind)
		case "maximum":
			t.Maximum = l.limit(n, key, t.Kind)
		case "exclusiveMinimum":
			t.ExclusiveMinimum = l.limit(n, key, t.Kind)
		case "exclusiveMaximum":
			t.ExclusiveMaximum = l.limit(n, key, t.Kind)
		case "multipleOf":
			if of := l.limit(n, key, t.Kind); of != nil {
				if of.Int < 1 {
					l.errorf(n, "bounds", "write an integer of at least 1", "nothing is a multiple of %s", n.Value)
				} else {
					t.MultipleOf = &of.Int
				}
			}
		case "digits":
			t.Digits = int(l.count(n, key, 1, 100, 0))
		case "scale":
			t.Scale = int(l.count(n, key, 0, 100, 0))
		case "minItems", "minProperties":
			t.MinItems = l.bound(n, key)
		case "maxItems", "maxProperties":
			t.MaxItems = l.bound(n, key)
		case "uniqueItems":
			t.UniqueItems = l.boolean(n, key)
		case "maxDepth":
			t.MaxDepth = int(l.count(n, key, 1, maxNesting, 0))
		case "discriminator":
			t.Discriminator = l.discriminator(n)
		}
	}
	l.bounds(t, o)
	switch t.Kind {
	case KindDecimal:
		if !o.has("digits") {
			l.errorf(o.node, "decimal", "write { type: decimal, digits: 12, scale: 2 }", "a decimal says how many digits it has")
		} else if t.Digits > 0 && t.Scale > t.Digits {
			l.errorf(o.take("scale"), "bounds", fmt.Sprintf("write at most %d", t.Digits), "a number of %d digits cannot have %d after the point", t.Digits, t.Scale)
		}
	case KindEnum:
		l.openness(t, o)
	case KindObject:
		l.objectRules(t, o)
	case KindUnion:
		if !o.has("discriminator") {
			l.errorf(o.node, "one-of", "write `discriminator: kind` beside oneOf", "the union does not say which member tells its variants apart")
		}
	}
}

// openness reads open and closed, which say the same with opposite values.
func (l *loader) openness(t *Type, o *object) {
	open, closed := o.take("open"), o.take("closed")
	if !open.absent() && !closed.absent() {
		l.errorf(o.key("closed"), "enum", "keep one of the two", "open and closed say the same thing twice")
	}
	if !open.absent() {
		value := l.boolean(open, "open")
		t.Open = &value
	} else if !closed.absent() {
		value := !l.boolean(closed, "closed")
		t.Open = &value
	}
}

func (l *loader) discriminator(n node) string {
	if !n.isString() || !fieldNames.MatchString(n.Value) {
		l.errorf(n, "one-of", "write the name of the member, such as kind", "the discriminator cannot be %s", n.what())
		return ""
	}
	return n.Value
}
