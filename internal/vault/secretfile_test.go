package vault

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

func line(b byte) string { return base64.StdEncoding.EncodeToString(fill(b)) }

// B32a: made once, for the owner alone, and the same afterwards.
func TestSecretFileIsMadeOnce(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "secret")
	first, err := LoadSecrets(path)
	if err != nil {
		t.Fatal(err)
	}
	text := must(os.ReadFile(path))
	info := must(os.Stat(path))
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o400 {
		t.Errorf("mode %o", info.Mode().Perm())
	}
	if len(text) != 45 || text[44] != '\n' {
		t.Errorf("%d bytes", len(text))
	}
	again, err := LoadSecrets(path)
	if err != nil || !slices.Equal(first.IDs(), again.IDs()) {
		t.Errorf("another secret: %v", err)
	}
	if left := must(os.ReadDir(dir)); len(left) != 1 {
		t.Errorf("%d files are left", len(left))
	}
	other := must(LoadSecrets(filepath.Join(dir, "other")))
	if slices.Equal(first.IDs(), other.IDs()) {
		t.Error("two servers have one secret")
	}
}

// Processes that start together agree, and none reads half a file.
func TestSecretFileMadeByManyAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret")
	ids, errs := make([][]string, 16), make([]error, 16)
	var wait sync.WaitGroup
	for i := range ids {
		wait.Go(func() {
			s, err := LoadSecrets(path)
			if errs[i] = err; err == nil {
				ids[i] = s.IDs()
			}
		})
	}
	wait.Wait()
	for i := range ids {
		if errs[i] != nil || !slices.Equal(ids[i], ids[0]) {
			t.Errorf("%v, %v", ids[i], errs[i])
		}
	}
}

func TestSecretFileOfOthersIsRefused(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no such modes")
	}
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte(line(5)), 0o600); err != nil {
		t.Fatal(err)
	}
	for mode, ok := range map[os.FileMode]bool{0o400: true, 0o600: true, 0o440: false, 0o404: false, 0o644: false, 0o420: false} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		_, err := LoadSecrets(path)
		if (err == nil) != ok {
			t.Errorf("mode %o: %v", mode, err)
		}
		if err != nil && !strings.Contains(err.Error(), "chmod 0400 "+path) {
			t.Errorf("does not say what to do: %v", err)
		}
	}
	for name, bad := range map[string]string{"a folder": t.TempDir(), "no folder": filepath.Join(path+"-none", "secret")} {
		if _, err := LoadSecrets(bad); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestSecretFileText(t *testing.T) {
	want := NewSecrets(fill(5), fill(6)).IDs()
	for _, text := range []string{
		line(5) + "\n" + line(6), line(5) + "\n" + line(6) + "\n",
		"\n  " + line(5) + " \r\n\r\n\t" + line(6) + "\r\n\n",
	} {
		s, err := parseSecrets([]byte(text))
		if err != nil || !slices.Equal(s.IDs(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
	for text, says := range map[string]string{
		"":                                       "empty",
		" \n\n":                                  "empty",
		"secret":                                 "line 1",
		line(5) + "\nsecret":                     "line 2",
		line(5)[:43]:                             "line 1",
		line(5) + line(6):                        "line 1",
		line(5) + " " + line(6):                  "line 1",
		line(5)[:20] + "\r" + line(5)[20:]:       "line 1",
		"# " + line(5):                           "line 1",
		"\ufeff" + line(5):                       "line 1",
		line(5) + "\n\n" + line(5):               "line 3",
		strings.Repeat(" ", maxSecretFile) + "x": "too big",
		line(5)[:42] + "V=":                      "line 1", // loose last bits: a slip of the pen
	} {
		s, err := parseSecrets([]byte(text))
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%.60q: %v, %v", text, s, err)
			continue
		}
		for _, word := range strings.Fields(text) {
			if len(word) > 5 && word != "secret" && strings.Contains(err.Error(), word) {
				t.Errorf("the error repeats the file: %v", err)
			}
		}
	}
}

// A secret is not changed by who gave it, and its name does not tell it.
func TestSecretsAreCopied(t *testing.T) {
	value := fill(5)
	s := NewSecrets(value)
	value[0] = 9
	if !bytes.Equal(s.list[0].value, fill(5)) {
		t.Error("changed from outside")
	}
	if v := New(testCost, s); !slices.Equal(v.SecretIDs(), s.IDs()) || len(s.IDs()[0]) != 16 {
		t.Error("ids differ")
	}
}
