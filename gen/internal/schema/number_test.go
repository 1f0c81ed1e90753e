package schema

import (
	"math"
	"testing"
)

// TestCanonicalNumber holds samples of RFC 8785, appendix B.
func TestCanonicalNumber(t *testing.T) {
	t.Parallel()
	for bits, want := range map[uint64]string{
		0x0000000000000000: "0", 0x8000000000000000: "0", 0x0000000000000001: "5e-324", 0x8000000000000001: "-5e-324",
		0x7fefffffffffffff: "1.7976931348623157e+308", 0x4340000000000000: "9007199254740992", 0x4430000000000000: "295147905179352830000",
		0x44b52d02c7e14af5: "9.999999999999997e+22", 0x44b52d02c7e14af6: "1e+23", 0x44b52d02c7e14af7: "1.0000000000000001e+23",
		0x444b1ae4d6e2ef4e: "999999999999999700000", 0x444b1ae4d6e2ef50: "1e+21", 0x3eb0c6f7a0b5ed8c: "9.999999999999997e-7",
		0x3eb0c6f7a0b5ed8d: "0.000001", 0x41b3de4355555553: "333333333.3333332", 0xbecbf647612f3696: "-0.0000033333333333333333",
		0x43143ff3c1cb0959: "1424953923781206.2",
	} {
		if got := CanonicalNumber(math.Float64frombits(bits)); got != want {
			t.Errorf("CanonicalNumber(%#x) = %s, want %s", bits, got, want)
		}
	}
}

func TestExactIntegers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		"0": 0, "-0": 0, "1": 1, "1.0": 1, "1e3": 1000, "12.5e1": 125, "9223372036854775807": math.MaxInt64, "-9223372036854775808": math.MinInt64,
	} {
		if got, ok := exactInt(text); !ok || got != want {
			t.Errorf("exactInt(%s) = %d, %v", text, got, ok)
		}
	}
	for _, text := range []string{"0.5", "9223372036854775808", "1e30", "1e400", "1e-1", "1e999999999999"} {
		if got, ok := exactInt(text); ok {
			t.Errorf("exactInt(%s) = %d", text, got)
		}
	}
}
