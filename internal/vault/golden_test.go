package vault

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/argon2"
)

const goldenFile = "testdata/format1.json"

// fixedValues are everything that follows from keys alone.
func fixedValues() map[string][]byte {
	v, k, c := fixedVault(), fixedKeys(), fixedCouple()
	r := v.Ring(k, c)
	list := sha256.Sum256([]byte(wordFile))
	four := FourWords([]byte("membership"))
	return map[string][]byte{
		"X25519 public":     k.Public().Seal,
		"Ed25519 public":    k.Public().Sign,
		"signature":         k.Sign("about", []byte("words")),
		"couple hash":       c.Hash(),
		"couple bytes":      c.bytes(),
		"session lookup":    v.SessionLookup(fixedSession),
		"recovery lookup":   v.CodeLookup("recovery", fixedCode),
		"invitation lookup": v.CodeLookup("invitation", fixedCode),
		"name":              v.NameMACs("Ana")[0],
		"pseudonym":         v.Pseudonym("purpose", []byte("x")),
		"own tag":           r.Tags(lockOwn, "label")[0],
		"shared tag":        r.Tags(lockShared, "label")[0],
		"held tag":          r.Tags(lockHeld, "label")[0],
		"secret id":         []byte(v.secrets.IDs()[0]),
		"code":              []byte(fixedCode),
		"four words":        []byte(strings.Join(four[:], " ")),
		"word list":         list[:],
	}
}

// What was written by an earlier version opens, and names it stored are found.
// If this fails, people's words are lost: do not change the file, change the
// code back, or add a new version beside the old one.
func TestFormatNeverChanges(t *testing.T) {
	if _, err := os.Stat(goldenFile); os.IsNotExist(err) {
		writeGolden(t)
		t.Fatalf("%s was missing and has been made: compare it with the design and keep it", goldenFile)
	}
	stored := readGolden(t)
	values := fixedValues()
	for name, want := range stored.Values {
		if got := hex.EncodeToString(values[name]); got != want {
			t.Errorf("%s is %s, was %s", name, got, want)
		}
	}
	list := blobs()
	for _, b := range list {
		got, err := b.open(must(hex.DecodeString(stored.Blobs[b.name])))
		if err != nil || !bytes.Equal(got, b.plain) {
			t.Errorf("%s from before: %x, %v", b.name, got, err)
		}
	}
	if len(stored.Values) != len(values) || len(stored.Blobs) != len(list) {
		t.Errorf("%d values and %d blobs are stored, there are %d and %d", len(stored.Values), len(stored.Blobs), len(values), len(list))
	}
}

// golden are the stored values and blobs by name, in hex.
type golden struct{ Values, Blobs map[string]string }

func readGolden(t testing.TB) golden {
	var stored golden
	if err := json.Unmarshal(must(os.ReadFile(goldenFile)), &stored); err != nil {
		t.Fatal(err)
	}
	return stored
}

func writeGolden(t *testing.T) {
	stored := golden{map[string]string{}, map[string]string{}}
	for name, v := range fixedValues() {
		stored.Values[name] = hex.EncodeToString(v)
	}
	for _, b := range blobs() {
		stored.Blobs[b.name] = hex.EncodeToString(b.bytes)
	}
	text := must(json.MarshalIndent(stored, "", "  "))
	if err := os.MkdirAll(filepath.Dir(goldenFile), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(goldenFile, append(text, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

// The layouts of the package comment, written out by hand with the standard
// library alone: whoever reads the comment can open what people wrote.
func TestLayoutByHand(t *testing.T) {
	field := func(b string) string {
		n := len(b)
		return string([]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}) + b
	}
	joined := func(label string, fields ...string) string {
		out := field("footbridge/1/" + label)
		for _, f := range fields {
			out += field(f)
		}
		return out
	}
	kdf := func(secret, info string) []byte { return must(hkdf.Key(sha256.New, []byte(secret), nil, info, 32)) }
	open := func(key []byte, box []byte, aad string) []byte {
		aead := must(cipher.NewGCM(must(aes.NewCipher(key))))
		plain, err := aead.Open(nil, box[:12], box[12:], []byte(aad))
		if err != nil {
			t.Helper()
			t.Error(err)
		}
		return plain
	}
	made := map[string][]byte{}
	for _, b := range blobs() {
		made[b.name] = b.bytes
	}

	lock := made["password lock"]
	header := string(lock[:27])
	if header[:11] != "\x01\x01\x00\x00\x00\x40\x00\x00\x00\x01\x01" {
		t.Errorf("password header %x", header[:11])
	}
	root := string(argon2.IDKey([]byte(fixedPassword), lock[11:27], 1, 64, 1, 32))
	if !bytes.Equal(lock[27:59], kdf(root, joined("lock/commitment", header))) {
		t.Error("commitment")
	}
	if !bytes.Equal(open(kdf(root, joined("lock/everyday", header)), lock[59:119], joined("lock/everyday", header)), fill(1)) ||
		!bytes.Equal(open(kdf(root, joined("lock/private", header)), lock[119:], joined("lock/private", header)), fill(2)) {
		t.Error("seeds")
	}

	lock = made["session lock"]
	header = string(lock[:18])
	root = string(must(hkdf.Key(sha256.New, fixedSession, lock[2:18], joined("lock/root", "\x01\x03"), 32)))
	if !bytes.Equal(open(kdf(root, joined("lock/everyday", header)), lock[50:110], joined("lock/everyday", header)), fill(1)) {
		t.Error("session lock")
	}

	held := made["held wrap"]
	header = string(held[:14])
	id := kdf(string(fill(5)), joined("server/id"))[:8]
	if header != "\x01\x04\x00\x00\x00\x01"+string(id) {
		t.Errorf("held header %x", header)
	}
	key := kdf(string(fill(3))+string(fill(5)), joined("held/wrap", "about"))
	if !bytes.Equal(open(key, held[14:], joined("wrap", header, "about")), fill(8)) {
		t.Error("held wrap")
	}
	key = kdf(string(fill(1)), joined("everyday/wrap"))
	if !bytes.Equal(open(key, made["own wrap"][2:], joined("wrap", "\x01\x01", "about")), fill(8)) {
		t.Error("own wrap")
	}

	padded := open(fill(8), made["content"][1:], joined("content", "\x01", "about"))
	if len(padded) != 1024 || string(padded[:9]) != "\x00\x00\x00\x05words" || bytes.Count(padded[9:], []byte{0}) != 1015 {
		t.Errorf("content %x", padded[:16])
	}

	h := hmac.New(sha256.New, kdf(string(fill(4)), joined("couple/tag")))
	h.Write([]byte(joined("tag", "label")))
	if !bytes.Equal(h.Sum(nil)[:16], fixedValues()["shared tag"]) {
		t.Error("shared tag")
	}
}
