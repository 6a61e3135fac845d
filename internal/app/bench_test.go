package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"footbridge/internal/journal"
	"footbridge/internal/practice"
	"footbridge/internal/practice/practicetest"
	"footbridge/internal/practices/rituals"
)

// BenchmarkBackup makes and restores a backup of 20,000 entries, on SQLite.
func BenchmarkBackup(b *testing.B) {
	const entries, each = 20_000, 100
	c := place(b, "sqlite")
	w := server(b, c, practicetest.NewClock())
	ada, _ := w.Couple("Ada", "Bo")
	body, err := json.Marshal(rituals.CheckIn{Mind: strings.Repeat("a line of words ", 20)})
	if err != nil {
		b.Fatal(err)
	}
	for range entries / each {
		list := make([]journal.NewEntry, each)
		for i := range list {
			list[i] = journal.NewEntry{Kind: kind("rituals.checkin.v1"), Audience: practice.Mine, Body: body}
		}
		send(b, w, ada, list...)
	}
	b.Run("backup", func(b *testing.B) {
		for b.Loop() {
			file, _ := saved(b, c)
			if info, err := os.Stat(file); err == nil {
				b.ReportMetric(float64(info.Size())/1e6, "MB")
			}
		}
	})
	file, _ := saved(b, c)
	b.Run("restore", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			to := c
			to.DB = filepath.Join(b.TempDir(), fmt.Sprint(i), "x.db")
			if err := restore(context.Background(), to, file, cheap, time.Now, &bytes.Buffer{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
