package db

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Table is one table as an engine has it.
type Table struct {
	Name    string
	Columns []string

	flags []bool // which columns are BOOLEAN here; SQLite has none, they are integers there
	needs []string
}

// versionTable ends the names of the tables in which goose keeps a schema's version.
const versionTable = "_schema"

const sqliteTables = `SELECT m.name, c.name, c.type = 'BOOLEAN'
FROM sqlite_master m JOIN pragma_table_info(m.name) c
WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite^_%' ESCAPE '^' ORDER BY m.name, c.cid`

const sqliteNeeds = `SELECT m.name, f."table" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f
WHERE m.type = 'table'`

const postgresTables = `SELECT c.table_name, c.column_name, c.data_type = 'boolean'
FROM information_schema.columns c
JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
ORDER BY c.table_name COLLATE "C", c.ordinal_position`

const postgresNeeds = `SELECT a.relname, b.relname FROM pg_constraint c
JOIN pg_class a ON a.oid = c.conrelid JOIN pg_class b ON b.oid = c.confrelid
JOIN pg_namespace n ON n.oid = a.relnamespace
WHERE c.contype = 'f' AND n.nspname = current_schema()`

// Tables lists all tables, each after those that its rows refer to, without those that keep the
// versions of schemas.
func (t *Tx) Tables(ctx context.Context) ([]Table, error) {
	all, err := t.allTables(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the tables: %w", err)
	}
	return inOrder(slices.DeleteFunc(all, func(one Table) bool { return strings.HasSuffix(one.Name, versionTable) }))
}

// Versions tells at which version each schema is, by its name; empty for a database without any.
func (t *Tx) Versions(ctx context.Context) (map[string]int64, error) {
	all, err := t.allTables(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the tables: %w", err)
	}
	versions := map[string]int64{}
	for _, one := range all {
		schema, is := strings.CutSuffix(one.Name, versionTable)
		if !is {
			continue
		}
		var v int64
		if err := t.QueryRow(ctx, `SELECT COALESCE(MAX(version_id), 0) FROM `+quoted(one.Name)).Scan(&v); err != nil {
			return nil, fmt.Errorf("read the version of %s: %w", schema, err)
		}
		versions[schema] = v
	}
	return versions, nil
}

func (t *Tx) allTables(ctx context.Context) ([]Table, error) {
	tables, needs := sqliteTables, sqliteNeeds
	if t.postgres {
		tables, needs = postgresTables, postgresNeeds
	}
	var all []Table
	at := map[string]int{}
	rows, err := t.Query(ctx, tables)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name, column string
		var flag bool
		if err := rows.Scan(&name, &column, &flag); err != nil {
			return nil, named(err)
		}
		if _, known := at[name]; !known {
			at[name] = len(all)
			all = append(all, Table{Name: name})
		}
		one := &all[at[name]]
		one.Columns, one.flags = append(one.Columns, column), append(one.flags, flag)
	}
	if err := rows.Err(); err != nil {
		return nil, named(err)
	}
	refs, err := t.Query(ctx, needs)
	if err != nil {
		return nil, err
	}
	defer refs.Close()
	for refs.Next() {
		var name, other string
		if err := refs.Scan(&name, &other); err != nil {
			return nil, named(err)
		}
		if i, known := at[name]; known && name != other {
			all[i].needs = append(all[i].needs, other)
		}
	}
	return all, named(refs.Err())
}

// inOrder puts each table behind those that it needs, and leaves their order else.
func inOrder(all []Table) ([]Table, error) {
	var out []Table
	done := map[string]bool{}
	for len(out) < len(all) {
		before := len(out)
		for _, one := range all {
			if done[one.Name] || slices.ContainsFunc(one.needs, func(n string) bool { return !done[n] }) {
				continue
			}
			out, done[one.Name] = append(out, one), true
		}
		if len(out) == before {
			return nil, fmt.Errorf("list the tables: some refer to each other in a ring")
		}
	}
	return out, nil
}

// Rows counts the rows of a table. where chooses some: a condition without parameters, written by
// the program and by nobody else; "" is all.
func (t *Tx) Rows(ctx context.Context, table Table, where string) (n int64, err error) {
	err = t.QueryRow(ctx, `SELECT COUNT(*) FROM `+quoted(table.Name)+condition(where)).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count the rows of %s: %w", table.Name, err)
	}
	return n, nil
}

func condition(where string) string {
	if where == "" {
		return ""
	}
	return " WHERE " + where
}

// quoted is a name as SQL text.
func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
