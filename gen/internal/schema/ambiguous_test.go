package schema

import (
	"regexp/syntax"
	"testing"
)

func judged(t testing.TB, source string) (verdict, *loops) {
	t.Helper()
	re, err := syntax.Parse(source, syntax.Perl)
	if err != nil {
		t.Fatal(err)
	}
	budget := maxPatternSteps
	return judge(re, &budget)
}

func TestPatternsOfExponentialTime(t *testing.T) {
	t.Parallel()
	rows := map[string]bool{
		`^(a+)+$`:                     true,
		`^(a*)*$`:                     true,
		`(a*)*`:                       true,
		`^(a|a)*$`:                    false, // Go parses it as a*
		`^(a|ab|b)*c$`:                true,
		`^(a|ab|b){50}c$`:             true,
		`^([a-z]+-?)+$`:               true,
		`^(\w+\s?)*$`:                 true,
		`^(.*,)*x$`:                   true,
		`(a?){30}a{30}`:               true,
		`^([a-z]{1,20}){1,20}$`:       true,
		`^([a-z]{1,3}){30}$`:          true,
		`(x+x+)+y`:                    true,
		`([0-9]+|[0-9a-f]+)*z`:        true,
		`^(([a-z])+.)+[A-Z]([a-z])+$`: true, // OWASP's examples
		`^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*@[a-z]{2,3}$`:    true,
		`^a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a{26}$`: true,
		`^a?b?c?d?e?f?g?h?i?j?k?l?m?n?o?p?q?r?s?t?$`:                  false,
		`^([0-9a-f]{4}){8}$`:       false,
		`^([0-9a-f]{8})+$`:         false,
		`^(red|green|blue){12}$`:   false,
		`^(a|b)*$`:                 false,
		`^[^,]*(,[^,]*)*$`:         false,
		`^([a-z]+\.)+com$`:         false,
		`^([a-z][a-z0-9]*/)*[a-z]`: false,
	}
	for source, want := range rows {
		t.Run(source, func(t *testing.T) {
			t.Parallel()
			if got, _ := judged(t, source); (got == exponential) != want || got == overBudget {
				t.Errorf("judge(%s) = %v, want %v", source, got, want)
			}
		})
	}
}

// TestPatternsOfPolynomialTime says what power of the length the time of a pattern is: doubling the length multiplies it so.
func TestPatternsOfPolynomialTime(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]float64{
		`^.*x$`:                          2,
		`.*x$`:                           4,
		`^.*.*x$`:                        4,
		`^.*.*.*x$`:                      8,
		`.*.*.*x`:                        16,
		`\d+$`:                           4,
		`\d+`:                            2, // it matches as soon as it meets a digit
		`^\s*(.*?)\s*$`:                  8,
		`^(a*b)*a*a*c$`:                  4,
		`^a*a*b+c+c+$`:                   8, // two pairs of loops, one behind the other
		`^a*,a*,a*$`:                     2,
		`^(?:ab)*(?:abab)*c$`:            4,
		`^(?:ab)*(?:ba)*c$`:              2,
		`^[a-m]*[k-z]*[n-z]*x$`:          8,
		`^[a-f]*[x-z]*[A-F]*0$`:          2,
		`^[a-z]{0,10}[a-z]{0,10}[0-9]+$`: 2, // the short loops cost a factor, no power
	} {
		t.Run(source, func(t *testing.T) {
			t.Parallel()
			got, loops := judged(t, source)
			if got != polynomial {
				t.Fatalf("judge(%s) = %v", source, got)
			}
			if grows := loops.steps(2e6) / loops.steps(1e6); grows < want-0.1 || grows > want+0.1 {
				t.Errorf("twice the length takes %.1f times as long, want %.0f", grows, want)
			}
		})
	}
}

// TestOrdinaryPatternsPass has patterns of real contracts: none is refused at the lengths that people give them.
func TestOrdinaryPatternsPass(t *testing.T) {
	t.Parallel()
	for source, length := range map[string]float64{
		`^[a-z]+(-[a-z]+)*$`:                               10_000,
		`^[a-z0-9]+(?:-[a-z0-9]+)*$`:                       10_000,
		`^(\d{1,3}\.){3}\d{1,3}$`:                          15,
		`^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.|$)){4}`:     15,
		`^[0-9a-f]{64}$`:                                   64,
		`^0x[0-9a-fA-F]+$`:                                 1_000_000,
		`^#(?:[0-9a-fA-F]{3}){1,2}$`:                       7,
		`^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$`: 254,
		`^[a-zA-Z0-9.!#$%&'*+/=?^_{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$`: 254, // of HTML
		`^(red|green|blue)$`:           10,
		`^(?:https?://)?[a-z]+$`:       2000,
		`^https?://[^\s/$.?#].[^\s]*$`: 2000,
		`^\p{L}[\p{L}\p{N} ]*$`:        1000,
		`^[\p{L}\p{M}' -]+$`:           1000,
		`^\S(.*\S)?$`:                  5000,
		`\S`:                           100_000,
		`^\s*\S`:                       100_000,
		`[A-Z]`:                        1000,
		`^\+[1-9][0-9]{6,14}$`:         16,
		`^\+?[0-9 ()-]{7,20}$`:         20,
		`^(\+\d{1,2}\s?)?\(?\d{3}\)?[\s.-]?\d{3}[\s.-]?\d{4}$`:             30,
		`^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$`:                    10,
		`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$`: 64,
		`^P(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$`: 64,
		`^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?$`: 256, // semver.org
		`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`: 253, // of Kubernetes
		`^[A-Za-z0-9+/]+={0,2}$`: 100_000,
		`^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$`:              100_000,
		`^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$`:                                                34, // IBAN
		`^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$`:                                           11, // BIC
		`^(?:\d[ -]*){13,16}$`:                                                          64, // card numbers
		`^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$`:                                            8,  // UK postcodes
		`^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$`:                             12, // language tags
		`^/(?:[\w.-]+/)*[\w.-]*$`:                                                       4096,
		`^[\w.-]+\.(png|jpe?g|gif)$`:                                                    255,
		`^-?\d+(\.\d+)?([eE][+-]?\d+)?$`:                                                100,
		`^-?(0|[1-9]\d*)(\.\d+)?$`:                                                      100,
		`^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$`:                           1000,
		`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`: 36,
		`^([0-9A-Fa-f]{2}[:-]){5}([0-9A-Fa-f]{2})$`:                                     17,
		`^[\w-]+\.[\w-]+\.[\w-]+$`:                                                      8192, // JWT
		`^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$`:                                      8,
		`^[^<>]*$`: 10_000,
		`^[ -~]+$`: 10_000,
		`^(?:[a-z]+=[a-z0-9]+)(?:&[a-z]+=[a-z0-9]+)*$`:              2000,
		`^@[a-z0-9_]{3,20}$`:                                        21,
		`^(?:@[a-z0-9-*~][a-z0-9-*._~]*/)?[a-z0-9-~][a-z0-9-._~]*$`: 214, // npm
		`^[A-Z][a-z]+(?: [A-Z][a-z]+)*$`:                            200,
		`^[01]+$`:                                                   64,
		`^.{1,20}$`:                                                 20,
	} {
		t.Run(source, func(t *testing.T) {
			t.Parallel()
			got, loops := judged(t, source)
			if got != polynomial {
				t.Fatalf("judge(%s) = %v", source, got)
			}
			if steps := loops.steps(length); steps > maxMatchSteps {
				t.Errorf("%.0f steps for %.0f characters", steps, length)
			}
		})
	}
}
