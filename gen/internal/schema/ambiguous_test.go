package schema

import (
	"regexp/syntax"
	"testing"
)

func TestPatternsOnWhichJavaScriptHangs(t *testing.T) {
	t.Parallel()
	rows := map[string]bool{
		`^(a+)+$`:                  true,
		`^(a*)*$`:                  true,
		`^(a|a)*$`:                 false, // Go parses it as a*
		`^(a|ab|b)*c$`:             true,
		`^([a-z]+-?)+$`:            true,
		`^(\w+\s?)*$`:              true,
		`^(.*,)*x$`:                true,
		`(a?){30}a{30}`:            true,
		`^([a-z]{1,20}){1,20}$`:    true,
		`(x+x+)+y`:                 true,
		`([0-9]+|[0-9a-f]+)*z`:     true,
		`^[a-z]+(-[a-z]+)*$`:       false,
		`^([a-z]+\.)+com$`:         false,
		`^(\d{1,3}\.){3}\d{1,3}$`:  false,
		`^([0-9a-f]{4}){8}$`:       false,
		`^[0-9a-f]{64}$`:           false,
		`^#[0-9a-fA-F]{6}$`:        false,
		`^[A-Za-z0-9_]+@[a-z.]+$`:  false,
		`^(red|green|blue)$`:       false,
		`^(?:https?://)?[a-z]+$`:   false,
		`^\p{L}[\p{L}\p{N} ]*$`:    false,
		`^(a|b)*$`:                 false,
		`^[^,]*(,[^,]*)*$`:         false,
		`^\+[1-9][0-9]{6,14}$`:     false,
		`^([a-z][a-z0-9]*/)*[a-z]`: false,
	}
	for source, want := range rows {
		t.Run(source, func(t *testing.T) {
			t.Parallel()
			re, err := syntax.Parse(source, syntax.Perl)
			if err != nil {
				t.Fatal(err)
			}
			budget := maxPatternSteps
			if got := ambiguous(re, &budget); (got == exponential) != want || got == overBudget {
				t.Errorf("ambiguous(%s) = %v, want %v", source, got, want)
			}
		})
	}
}
