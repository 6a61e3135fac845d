package vault

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// maxSecretFile is far more than anyone's list of secrets, in bytes.
const maxSecretFile = 64 << 10

// LoadSecrets reads the server secret file, one base64 secret of 32 bytes per
// line, newest first, and makes it with one fresh secret (mode 0400) when
// there is none. A file that other users of the machine can read, or a line
// that is no secret, is refused with a sentence that says what to do; no error
// repeats what the file holds.
func LoadSecrets(path string) (*Secrets, error) {
	s, err := readSecrets(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return s, err
	}
	if err := makeSecrets(path); err != nil {
		return nil, fmt.Errorf("server secret file %s could not be made: %w", path, err)
	}
	return readSecrets(path) // what lies there now, be it another process's
}

func readSecrets(path string) (*Secrets, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("server secret file: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("server secret file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("server secret file %s is not a file: name a file, or a place where one may be made", path)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("server secret file %s can be read by other users of this machine: run chmod 0400 %s", path, path)
	}
	text, err := io.ReadAll(io.LimitReader(f, maxSecretFile+1))
	if err != nil {
		return nil, fmt.Errorf("server secret file %s: %w", path, err)
	}
	s, err := parseSecrets(text)
	if err != nil {
		return nil, fmt.Errorf("server secret file %s: %w", path, err)
	}
	return s, nil
}

// parseSecrets reads the text of the file. Lines are trimmed, empty ones
// skipped.
func parseSecrets(text []byte) (*Secrets, error) {
	if len(text) > maxSecretFile {
		return nil, errors.New("it is too big to be one: it should hold a few short lines")
	}
	var values [][]byte
	for i, line := range strings.Split(string(text), "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		value, err := base64.StdEncoding.Strict().DecodeString(line)
		if err != nil || len(value) != keySize || strings.ContainsAny(line, "\r\n") {
			return nil, fmt.Errorf("line %d is not a secret (32 bytes in base64, 44 signs): put the old line back from where you keep it; "+
				"to add a new secret, put it on the first line (openssl rand -base64 32)", i+1)
		}
		for _, v := range values {
			if bytes.Equal(v, value) {
				return nil, fmt.Errorf("line %d repeats a secret: remove one of the two", i+1)
			}
		}
		values = append(values, value)
	}
	if len(values) == 0 {
		return nil, errors.New("it is empty: put the secret back from where you keep it; only on a new server, remove the file and start again")
	}
	return NewSecrets(values...), nil
}

// makeSecrets writes a whole file under another name first and then links it
// into place, which never replaces a file and never shows half of one: two
// processes that start together agree on the first.
func makeSecrets(path string) (err error) {
	dir := filepath.Dir(path)
	part := fmt.Sprintf("%s.%x.part", path, randomBytes(6))
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o400)
	if err != nil {
		return err
	}
	defer os.Remove(part)
	_, err = f.WriteString(base64.StdEncoding.EncodeToString(randomBytes(keySize)) + "\n")
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	if err := os.Link(part, path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncDir(dir)
}

// syncDir makes the new name last through a power cut, where the system can.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
