package assets

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

func get(t *testing.T, method, url, accept string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, url, nil)
	if accept != "" {
		r.Header.Set("Accept-Encoding", accept)
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w.Result()
}

func TestServesHashedNamesForAYear(t *testing.T) {
	p := Path("app.css")
	if !regexp.MustCompile(`^/assets/app\.[0-9a-f]{12}\.css$`).MatchString(p) {
		t.Fatalf("path %q", p)
	}
	plain := get(t, "GET", p, "")
	packed := get(t, "GET", p, "br, gzip;q=0.5")
	want, _ := io.ReadAll(plain.Body)
	z, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	got, _ := io.ReadAll(z)
	if string(got) != string(want) || len(want) == 0 {
		t.Error("the compressed text differs")
	}
	if c := plain.Header.Get("Cache-Control"); c != "public, max-age=31536000, immutable" {
		t.Errorf("Cache-Control %q", c)
	}
	if c := packed.Header.Get("Content-Type"); c != "text/css; charset=utf-8" {
		t.Errorf("Content-Type %q", c)
	}
	if packed.Header.Get("Vary") != "Accept-Encoding" || plain.Header.Get("Content-Encoding") != "" {
		t.Error("encoding headers are wrong")
	}
}

func TestRefuses(t *testing.T) {
	for _, c := range []struct {
		method, url string
		want        int
	}{
		{"GET", "/assets/app.css", 404}, {"GET", "/assets/", 404}, {"GET", "/assets/../assets.go", 404},
		{"POST", Path("app.css"), 405}, {"HEAD", Path("app.css"), 200},
	} {
		if r := get(t, c.method, c.url, "gzip;q=0"); r.StatusCode != c.want || r.Header.Get("Content-Encoding") != "" {
			t.Errorf("%s %s: %d", c.method, c.url, r.StatusCode)
		}
	}
}

// Every address inside a style sheet or the manifest leads to a file that is served, and
// nothing leads to another server (R11).
func TestNamesInsideFilesAreServed(t *testing.T) {
	name := regexp.MustCompile(`/assets/[A-Za-z0-9.-]+`)
	for _, f := range []string{"app.css", "plain.css", "manifest.webmanifest"} {
		body := string(all().files[Path(f)].body)
		for _, m := range name.FindAllString(strings.TrimPrefix(body, "/*"), -1) {
			if r := get(t, "GET", m, ""); r.StatusCode != 200 {
				t.Errorf("%s names %s: %d", f, m, r.StatusCode)
			}
		}
		if strings.Contains(body, "//") {
			t.Errorf("%s names another server", f)
		}
	}
}

// R12: the budgets of the first view, compressed.
func TestBudgets(t *testing.T) {
	wire := func(names ...string) (sum int) {
		for _, n := range names {
			_, w := Size(n)
			sum += w
		}
		return sum
	}
	if raw, _ := Size("app.css"); raw > 25000 {
		t.Errorf("app.css has %d bytes, more than 25 KB", raw)
	}
	if w := wire("footbridge.js"); w > 3*1024 {
		t.Errorf("footbridge.js has %d bytes compressed, more than 3 KB", w)
	}
	first := wire("app.css", "footbridge.js", "htmx.min.js", "hx-sse.min.js", "canyon-day.svg", "icon.svg",
		"brygada-latin.woff2", "brygada-latin-italic.woff2", "atkinson-latin.woff2")
	if first > 92*1024 { // leaves 8 KB for the page itself
		t.Errorf("the first view needs %d bytes of files", first)
	}
	t.Logf("first view: %d bytes of files; without italic and live: %d", first,
		first-wire("brygada-latin-italic.woff2", "htmx.min.js", "hx-sse.min.js"))
}

// R11: our own script writes text only; it never makes the browser parse markup.
func TestScriptParsesNoMarkup(t *testing.T) {
	body, err := files.ReadFile("files/footbridge.js")
	if err != nil {
		t.Fatal(err)
	}
	bad := regexp.MustCompile(`innerHTML|outerHTML\s*=|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|setHTML|srcdoc|\beval\b|new Function|localStorage`)
	if m := bad.Find(body); m != nil {
		t.Errorf("footbridge.js uses %s", m)
	}
}

// A browser gets the script without the lines for its readers, and nothing else is lost.
func TestLeavesOutCommentsOnly(t *testing.T) {
	const script = "// One.\nconst a = 'b'; // stays\n  // Two.\n\n\tgo(`https://x`);\n"
	if got, want := lineComment.ReplaceAllString(script, ""), "const a = 'b'; // stays\n\n\tgo(`https://x`);\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for _, line := range strings.Split(source(t, "footbridge.js")+worker, "\n") {
		if strings.Count(line, "`")%2 != 0 {
			t.Errorf("a text goes over several lines, and one could look like a comment: %s", line)
		}
	}
}

// R12: the worker keeps files that exist, by names that change with them, and two pages.
func TestWorker(t *testing.T) {
	body := Worker("one")
	if !strings.Contains(body, "'footbridge-one'") || body == Worker("two") {
		t.Error("the version is not in it")
	}
	names := regexp.MustCompile(`/assets/[A-Za-z0-9.-]+`).FindAllString(body, -1)
	if len(names) < 8 {
		t.Errorf("it keeps only %v", names)
	}
	for _, n := range names {
		if r := get(t, "GET", n, ""); r.StatusCode != 200 {
			t.Errorf("it keeps %s, which answers %d", n, r.StatusCode)
		}
	}
	if len(body) > 2500 {
		t.Errorf("it has %d bytes; it is to be small", len(body))
	}
}

func source(t *testing.T, name string) string {
	t.Helper()
	body, err := files.ReadFile("files/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// R10: the style sheet speaks of where a line begins and ends, not of left and right, so that it also
// serves languages that are written from the right. Only what belongs to a bank has a true side.
func TestNoSidesInStyle(t *testing.T) {
	for _, name := range []string{"app.css", "plain.css"} {
		for _, found := range sided(source(t, name)) {
			t.Errorf("%s: %s", name, found)
		}
	}
	for rule, bad := range map[string]bool{
		".x{margin-left:1px}": true, ".x{.y{padding-right:var(--a)}}": true, ".x{text-align:right}": true, ".x{float:left}": true,
		".x{left:0}": true, ".x{color:red;right:0}": true, ".x{border-left:0}": true, ".x{padding:1px 2px 3px calc(2px + 1em)}": true,
		".x{inset:0 0 0 auto}": true, ".x{border-radius:0 1px 1px 0}": true, ".x{border-top-left-radius:0}": true,
		".from-a{padding-left:1px}": false, ".bank{&.b{border-right:0}}": false, ".x{padding:0 1px}": false, ".x{inset:auto 0 0}": false,
		".x{margin:1px calc(1px + 2px) 0 calc(1px + 2px)}": false, ".x{text-align:end;margin-inline-start:0}": false,
	} {
		if got := len(sided(rule)) > 0; got != bad {
			t.Errorf("%s: found %v", rule, got)
		}
	}
}

var (
	cssComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	trueSide   = regexp.MustCompile(`\.from-[ab]|\.bank`)
	sideName   = regexp.MustCompile(`^(?:(?:margin|padding|border|scroll-\w+)-(?:left|right)|border-(?:top|bottom)-(?:left|right)|left|right)`)
	sideValue  = regexp.MustCompile(`^(?:text-align|float|clear|justify-\w+): *(?:left|right)`)
	fourValues = regexp.MustCompile(`^(?:margin|padding|inset|border-width|border-radius): *(.*)`)
	inParens   = regexp.MustCompile(`\([^()]*\)`)
)

// sided lists the declarations of a style sheet that name a side of the screen.
func sided(css string) (found []string) {
	var around []string // the selectors that we are inside of
	begin := 0
	css = cssComment.ReplaceAllString(css, "")
	for i, c := range css {
		if c != '{' && c != '}' && c != ';' {
			continue
		}
		text := strings.TrimSpace(css[begin:i])
		begin = i + 1
		if c == '{' {
			around = append(around, text)
			continue
		}
		if !trueSide.MatchString(strings.Join(around, " ")) && hasSide(text) {
			found = append(found, strings.Join(around, " ")+" {"+text+"}")
		}
		if c == '}' && len(around) > 0 {
			around = around[:len(around)-1]
		}
	}
	return found
}

func hasSide(declaration string) bool {
	if sideName.MatchString(declaration) || sideValue.MatchString(declaration) {
		return true
	}
	m := fourValues.FindStringSubmatch(declaration)
	if m == nil {
		return false
	}
	all := m[1]
	for inParens.MatchString(all) { // spaces inside calc() part nothing
		all = inParens.ReplaceAllStringFunc(all, func(s string) string {
			return "<" + strings.ReplaceAll(strings.Trim(s, "()"), " ", "_") + ">"
		})
	}
	v := strings.Fields(all)
	if strings.HasPrefix(declaration, "border-radius") {
		return len(v) == 4 && (v[0] != v[1] || v[2] != v[3]) || len(v) > 1 && len(v) < 4 && v[0] != v[1]
	}
	return len(v) == 4 && v[1] != v[3]
}
