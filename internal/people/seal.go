package people

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// sealStep is what small sealed things are padded to, in bytes, so that their
// size does not tell how long a name is.
const sealStep = 256

// pack is v as JSON, padded with spaces (which JSON does not mind).
func pack(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // structs of strings, bytes and numbers
	}
	if rest := len(b) % sealStep; rest > 0 {
		b = append(b, bytes.Repeat([]byte{' '}, sealStep-rest)...)
	}
	return b
}

// unpack reads what pack made; fields that it does not know are refused.
func unpack(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return fmt.Errorf("read a sealed record: %w", errFormat)
	}
	return nil
}
