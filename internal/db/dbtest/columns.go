package dbtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"footbridge/internal/db"
)

// SameColumns applies the migrations to both engines and fails the test where
// the tables, their columns, what a column holds, whether it may be empty or
// the primary keys differ. It is skipped where PostgreSQL is missing.
func SameColumns(t *testing.T, schemas ...db.Schema) {
	t.Helper()
	var all [][]string
	Each(t, func(t *testing.T, open func() *db.DB) {
		d := open()
		if err := d.Migrate(t.Context(), schemas...); err != nil {
			t.Fatal(err)
		}
		// Twice: migrations that are done must be left alone.
		if err := d.Migrate(t.Context(), schemas...); err != nil {
			t.Fatalf("a second time: %v", err)
		}
		found := columns(t, d)
		if len(found) == 0 {
			t.Fatal("the migrations made no table")
		}
		all = append(all, found)
	})
	if len(all) < 2 {
		return
	}
	for _, line := range all[0] {
		if !slices.Contains(all[1], line) {
			t.Errorf("only SQLite has: %s", line)
		}
	}
	for _, line := range all[1] {
		if !slices.Contains(all[0], line) {
			t.Errorf("only PostgreSQL has: %s", line)
		}
	}
}

const sqliteColumns = `SELECT m.name, c.name, c.type, c."notnull" <> 0, c.pk
FROM sqlite_master m JOIN pragma_table_info(m.name) c
WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'`

const postgresColumns = `SELECT c.table_name, c.column_name, c.data_type, c.is_nullable = 'NO',
  COALESCE((SELECT k.ordinal_position FROM information_schema.table_constraints p
    JOIN information_schema.key_column_usage k
      ON k.constraint_schema = p.constraint_schema AND k.constraint_name = p.constraint_name
    WHERE p.constraint_type = 'PRIMARY KEY' AND p.table_schema = c.table_schema
      AND p.table_name = c.table_name AND k.column_name = c.column_name), 0)
FROM information_schema.columns c WHERE c.table_schema = current_schema()`

// columns describes every column of every table, one a line, without goose's
// own tables.
func columns(t *testing.T, d *db.DB) []string {
	t.Helper()
	query := sqliteColumns
	if d.Postgres() {
		query = postgresColumns
	}
	var out []string
	err := d.Read(t.Context(), func(tx *db.Tx) error {
		out = nil
		rows, err := tx.Query(t.Context(), query)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var table, column, kind string
			var filled bool
			var key int
			if err := rows.Scan(&table, &column, &kind, &filled, &key); err != nil {
				return err
			}
			if strings.HasSuffix(table, "_schema") {
				continue
			}
			// SQLite does not say NOT NULL of every primary key; it is one.
			out = append(out, fmt.Sprintf("%s.%s holds %s, never empty: %v, place in the primary key: %d",
				table, column, holds(kind), filled || key > 0, key))
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

// holds names both engines' types alike. Booleans are integers in SQLite.
func holds(kind string) string {
	switch strings.ToLower(kind) {
	case "integer", "int", "bigint", "smallint", "boolean":
		return "whole numbers"
	case "text", "character varying":
		return "text"
	case "blob", "bytea":
		return "bytes"
	case "real", "double precision":
		return "numbers"
	}
	return kind
}
