package vault

import (
	"errors"
	"sync"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
)

func TestSchemaIsTheSameOnBoth(t *testing.T) { dbtest.SameColumns(t, Schema()) }

// A node with a wrong or old secret file refuses to start; a secret that is
// lost for good can be forgotten.
func TestCheckSecrets(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := open()
		if err := d.Migrate(t.Context(), Schema()); err != nil {
			t.Fatal(err)
		}
		a, b := fill(5), fill(6)
		for i, step := range []struct {
			file [][]byte
			lost bool
			ok   bool
		}{
			{[][]byte{a}, false, true},      // the first start
			{[][]byte{a}, false, true},      // and the next
			{[][]byte{b}, false, false},     // another file
			{[][]byte{b, a}, false, true},   // a new secret on top
			{[][]byte{a}, false, false},     // an old copy of the file
			{[][]byte{b}, false, false},     // the old line removed
			{[][]byte{b}, true, true},       // and said to be lost
			{[][]byte{b}, false, true},      // which is remembered
			{[][]byte{a}, false, false},     // the old file again
			{[][]byte{fill(7)}, true, true}, // all lost
			{[][]byte{b}, false, false},
		} {
			err := New(testCost, NewSecrets(step.file...)).CheckSecrets(t.Context(), d, step.lost)
			if (err == nil) != step.ok || (err != nil && !errors.Is(err, ErrSecretMissing)) {
				t.Errorf("step %d: %v", i, err)
			}
		}
	})
}

// Two nodes with different files that start at once on an empty database: at
// least one refuses.
func TestCheckSecretsAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		nodes := []*db.DB{open(), open()}
		if err := nodes[0].Migrate(t.Context(), Schema()); err != nil {
			t.Fatal(err)
		}
		errs := make([]error, len(nodes))
		var wait sync.WaitGroup
		for i, d := range nodes {
			wait.Go(func() {
				errs[i] = New(testCost, NewSecrets(fill(byte(10+i)))).CheckSecrets(t.Context(), d, false)
			})
		}
		wait.Wait()
		if errs[0] == nil && errs[1] == nil {
			t.Error("both started")
		}
		for _, err := range errs {
			if err != nil && !errors.Is(err, ErrSecretMissing) {
				t.Error(err)
			}
		}
	})
}
