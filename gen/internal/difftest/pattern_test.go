package difftest

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"regexp"
	"sort"
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

// TestWorstPatternsTakeMilliseconds gives patterns whose repeats share a text the longest maxLength with which the loader accepts them, and
// has Node match a text of that length that fails only at its end.
func TestWorstPatternsTakeMilliseconds(t *testing.T) {
	t.Parallel()
	const longest, most = 100_000, 200 // of code points, of milliseconds
	type row struct {
		Source, Text string
	}
	var rows []row
	for _, worst := range []struct{ source, begin, again, end string }{
		{`a*a*a*b`, "", "a", "c"},
		{`^a*a*a*b$`, "", "a", "c"},
		{`\d+\d+x`, "", "7", ""},
		{`^\d+\d+$`, "", "7", "x"},
		{`^(a|b)*(a|c)*d$`, "", "a", "b"},
		{`^.*.*.*x$`, "", "y", ""},
		{`.*.*x`, "", "y", ""},
		{`^\s*(.*?)\s*$`, "", " ", "!\n!"},
		{`\s+$`, "", " ", "!"},
		{`[a-z]+@[a-z]+\.[a-z]+`, "", "a", "!"},
		{`^[a-z]+@[a-z]+\.[a-z]+$`, "a@a.", "a", "!"},
		{`^[a-z0-9]+(-[a-z0-9]+)*$`, "", "a-", "!"},
		{`^\s*\S+\s*$`, "", " ", "!!\n!"},
		{`^(\d+)(\.\d+)*(-[\w.]+)?$`, "1", ".1", "!"},
		{`^[\w.-]+\.(png|jpe?g|gif)$`, "", ".", "!"},
	} {
		var printed string
		length := sort.Search(longest, func(n int) bool {
			source, _ := json.Marshal(worst.source)
			src := fmt.Sprintf("version: 1\nname: pattern\ntypes:\n  T: { type: string, maxLength: %d, pattern: %s }\n", n+1, source)
			model, _ := schema.Load("pattern.yaml", []byte(src), nil)
			if model != nil {
				printed = model.Types[0].Type.Pattern.ECMAScript()
			}
			return model == nil
		})
		if length < 100 {
			t.Errorf("%s is accepted up to %d characters only", worst.source, length)
		}
		text := worst.begin + strings.Repeat(worst.again, (length-len(worst.begin)-len(worst.end))/len(worst.again)) + worst.end
		if regexp.MustCompile(worst.source).MatchString(text) {
			t.Errorf("%s matches what it is to fail on", worst.source)
		}
		rows = append(rows, row{printed, text})
	}
	in, err := json.Marshal(rows)
	if err != nil {
		t.Fatal(err)
	}
	// Time of the processor, so that other work on the machine does not count; the first match compiles.
	const script = `const rows = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(rows.map(({ Source, Text }) => {
  const re = new RegExp(Source, "u");
  re.test("");
  return Math.min(...[1, 2, 3].map(() => {
    const before = process.cpuUsage();
    re.test(Text);
    return process.cpuUsage(before).user / 1000;
  }));
})));`
	node := exec.Command("node", "-e", script)
	node.Stdin, node.Stderr = strings.NewReader(string(in)), os.Stderr
	out, err := node.Output()
	if err != nil {
		t.Fatal(err)
	}
	var took []float64
	if err := json.Unmarshal(out, &took); err != nil {
		t.Fatal(err)
	}
	for i, ms := range took {
		t.Logf("%s with %d characters takes %.1f ms", rows[i].Source, len(rows[i].Text), ms)
		if ms > most {
			t.Errorf("%s with %d characters takes %.0f ms, at most %d are allowed", rows[i].Source, len(rows[i].Text), ms, most)
		}
	}
}
