package journal

import (
	"fmt"
	"strings"
	"testing"
)

// What is bound to a seal is written the same for ever, or nothing old would open.
func TestBind(t *testing.T) {
	long := strings.Repeat("ü", 200)
	for _, parts := range [][]any{
		nil, {""}, {"a", "b,c"}, {"ab", "c"}, {"wrap1", "shelf", int64(-3), "id", 2, "by", int64(20411), ""}, {long, int64(1) << 62, true},
	} {
		want := ""
		for _, p := range parts {
			text := fmt.Sprint(p)
			want += fmt.Sprintf("%d:%s,", len(text), text)
		}
		if got := string(bind(parts...)); got != want {
			t.Errorf("%v is bound as %q, not %q", parts, got, want)
		}
	}
}
