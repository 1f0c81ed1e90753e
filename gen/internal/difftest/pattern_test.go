package difftest

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"eventwire/gen/internal/schema"
)

// randomPatterns gives patterns that the loader accepts.
func randomPatterns(r *rand.Rand, n int) []*schema.Pattern {
	c := &contractor{Rand: r}
	var patterns []*schema.Pattern
	for len(patterns) < n {
		source, _ := json.Marshal(c.pattern(0))
		src := "version: 1\nname: pattern\ntypes:\n  T: { type: string, maxLength: 12, pattern: " + string(source) + " }\n"
		if model, _ := schema.Load("pattern.yaml", []byte(src), nil); model != nil {
			patterns = append(patterns, model.Types[0].Type.Pattern)
		}
	}
	return patterns
}

// TestPatternsMeanTheSame asks Go about each pattern's source, and Node about what is printed of it for JavaScript.
func TestPatternsMeanTheSame(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 7))
	g := &valuer{Rand: r}
	type row struct {
		Source string
		Texts  []string
	}
	var rows []row
	var want []string
	patterns := randomPatterns(r, 1500)
	for _, p := range patterns {
		re := regexp.MustCompile(p.Source)
		texts, verdicts := []string{"", "a", "\n"}, ""
		for range 20 {
			var b strings.Builder
			g.sample(&b, p.Parsed)
			texts = append(texts, g.bend(b.String()))
		}
		for _, text := range texts {
			if re.MatchString(text) {
				verdicts += "1"
			} else {
				verdicts += "0"
			}
		}
		rows, want = append(rows, row{p.ECMAScript(), texts}), append(want, verdicts)
	}
	in, err := json.Marshal(rows)
	if err != nil {
		t.Fatal(err)
	}
	const script = `const rows = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(rows.map(({ Source, Texts }) => { const re = new RegExp(Source, "u"); return Texts.map((s) => re.test(s) ? "1" : "0").join(""); })));`
	node := exec.Command("node", "-e", script)
	node.Stdin, node.Stderr = strings.NewReader(string(in)), os.Stderr
	out, err := node.Output()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		for j, text := range rows[i].Texts {
			if got[i][j] != want[i][j] {
				t.Errorf("%s and %q: Go says %c; printed as %s, Node says %c", patterns[i].Source, text, want[i][j], rows[i].Source, got[i][j])
			}
		}
	}
}
