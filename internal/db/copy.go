package db

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
)

// How much goes over at once: on PostgreSQL each statement is a journey, and on SQLite binding many
// named parameters takes more than it saves.
const (
	batchRows  = 20
	batchBytes = 1 << 20
)

// Copy adds the rows of a table that another transaction reads, on either engine, to the table here
// and returns how many they were. table is as [Tx.Tables] of this transaction has it; where chooses
// rows as for [Tx.Rows]. Only a batch of rows is in memory at a time.
func (t *Tx) Copy(ctx context.Context, from *Tx, table Table, where string) (int64, error) {
	columns := make([]string, len(table.Columns))
	for i, c := range table.Columns {
		columns[i] = quoted(c)
	}
	list := strings.Join(columns, ", ")
	rows, err := from.Query(ctx, `SELECT `+list+` FROM `+quoted(table.Name)+condition(where))
	if err != nil {
		return 0, fmt.Errorf("read %s: %w", table.Name, err)
	}
	defer rows.Close()
	b := batch{to: t, into: `INSERT INTO ` + quoted(table.Name) + ` (` + list + `) VALUES `, table: table}
	for rows.Next() {
		if err := b.add(rows); err != nil {
			return 0, fmt.Errorf("read %s: %w", table.Name, named(err))
		}
		if b.count == batchRows || b.bytes >= batchBytes {
			if err := b.send(ctx); err != nil {
				return 0, fmt.Errorf("fill %s: %w", table.Name, err)
			}
		}
	}
	if err := rows.Err(); err != nil {
		return 0, fmt.Errorf("read %s: %w", table.Name, named(err))
	}
	if err := b.send(ctx); err != nil {
		return 0, fmt.Errorf("fill %s: %w", table.Name, err)
	}
	return b.sent, nil
}

// batch is some rows on their way into a table.
type batch struct {
	to     *Tx
	into   string
	table  Table
	values []any
	count  int // rows in values
	bytes  int // in values, roughly
	sent   int64
}

func (b *batch) add(rows *sql.Rows) error {
	row := make([]any, len(b.table.Columns))
	dest := make([]any, len(row))
	for i := range row {
		dest[i] = &row[i]
	}
	if err := rows.Scan(dest...); err != nil {
		return err
	}
	for i, value := range row {
		switch v := value.(type) {
		case []byte:
			b.bytes += len(v)
			if v == nil { // how the driver of SQLite reads an empty blob; NULL has no type
				row[i] = []byte{}
			}
		case string:
			b.bytes += len(v)
		case int64:
			if b.table.flags[i] {
				row[i] = v != 0
			}
		}
	}
	b.values = append(b.values, row...)
	b.count++
	return nil
}

func (b *batch) send(ctx context.Context) error {
	if b.count == 0 {
		return nil
	}
	var text strings.Builder
	text.WriteString(b.into)
	for i := range b.values {
		switch {
		case i == 0:
			text.WriteString("(")
		case i%len(b.table.Columns) == 0:
			text.WriteString("), (")
		default:
			text.WriteString(", ")
		}
		text.WriteString("$" + strconv.Itoa(i+1))
	}
	text.WriteString(")")
	if _, err := b.to.Exec(ctx, text.String(), b.values...); err != nil {
		return err
	}
	b.sent += int64(b.count)
	b.values, b.count, b.bytes = b.values[:0], 0, 0
	return nil
}

// Check reads a whole SQLite file and reports [ErrDamaged] when its pages or its rows' references do
// not fit together. It cannot see a changed value. On PostgreSQL it does nothing.
func (d *DB) Check(ctx context.Context) error {
	if d.postgres {
		return nil
	}
	return d.Read(ctx, func(tx *Tx) error {
		var said string
		if err := tx.QueryRow(ctx, `PRAGMA integrity_check(1)`).Scan(&said); err != nil {
			return fmt.Errorf("check the pages: %w", err)
		}
		if said != "ok" {
			return fmt.Errorf("check the pages: %w", ErrDamaged)
		}
		var lost int
		if err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM pragma_foreign_key_check`).Scan(&lost); err != nil {
			return fmt.Errorf("check the references: %w", err)
		}
		if lost > 0 {
			return fmt.Errorf("check the references: %w", ErrDamaged)
		}
		return nil
	})
}
