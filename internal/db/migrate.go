package db

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"regexp"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
	"github.com/pressly/goose/v3/lock"
)

// Schema is one package's migrations. Files holds sqlite/00001_name.sql … and
// postgres/00001_name.sql … in goose's format, with equal numbers in both
// folders. Name is small letters; the version is kept in a table of its own,
// called Name with "_schema" behind it, so that packages do not have to agree
// on numbers.
type Schema struct {
	Name  string
	Files fs.FS
}

var schemaName = regexp.MustCompile(`^[a-z]+$`)

// Migrate brings the tables of each schema up to date, in the given order. It
// may be called by several processes at once: they take turns, by an advisory
// lock on PostgreSQL and by the write lock on SQLite. A database already
// changed by a newer version of the program is left alone: [ErrNewerSchema].
func (d *DB) Migrate(ctx context.Context, schemas ...Schema) error {
	for _, s := range schemas {
		if !schemaName.MatchString(s.Name) {
			return fmt.Errorf("migrate: %q is no name for a schema", s.Name)
		}
		if err := d.migrate(ctx, s); err != nil {
			return fmt.Errorf("migrate %s: %w", s.Name, named(err))
		}
	}
	return nil
}

func (d *DB) migrate(ctx context.Context, s Schema) error {
	p, err := d.provider(s)
	if err != nil {
		return err
	}
	for {
		before, err := atMost(ctx, p)
		if err != nil {
			return err
		}
		if _, err = p.Up(ctx); err == nil {
			// Ask again: a newer node may have been at it in between.
			_, err = atMost(ctx, p)
			return err
		}
		// On SQLite another process may have applied the same step while
		// this one waited for the write lock; then there was progress, and
		// the rest is tried again.
		after, err2 := atMost(ctx, p)
		if err2 != nil {
			return errors.Join(err, err2)
		}
		if after <= before {
			return err
		}
	}
}

// atMost returns the version the database is at, or ErrNewerSchema when this
// program does not know it.
func atMost(ctx context.Context, p *goose.Provider) (int64, error) {
	have, known, err := p.GetVersions(ctx)
	if err != nil {
		return 0, fmt.Errorf("ask for the version: %w", err)
	}
	if have > known {
		return 0, fmt.Errorf("%w: version %d, known is %d", ErrNewerSchema, have, known)
	}
	return have, nil
}

func (d *DB) provider(s Schema) (*goose.Provider, error) {
	dialect, folder := goose.DialectSQLite3, "sqlite"
	if d.postgres {
		dialect, folder = goose.DialectPostgres, "postgres"
	}
	files, err := fs.Sub(s.Files, folder)
	if err != nil {
		return nil, fmt.Errorf("find the migrations: %w", err)
	}
	store, err := database.NewStore(dialect, s.Name+"_schema")
	if err != nil {
		return nil, err
	}
	opts := []goose.ProviderOption{
		goose.WithStore(onceStore{store}), goose.WithDisableGlobalRegistry(true),
	}
	if d.postgres {
		h := fnv.New32a()
		h.Write([]byte("footbridge " + s.Name))
		locker, err := lock.NewPostgresSessionLocker(
			lock.WithLockID(int64(h.Sum32())), lock.WithLockTimeout(1, 300))
		if err != nil {
			return nil, err
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(goose.DialectCustom, d.writer, files, opts...)
}

// onceStore refuses to record a version that is already recorded. goose asks
// for the version before it begins the transaction that changes the tables, so
// two SQLite processes may both decide to run a step; the second one finds the
// record here, inside its transaction, and rolls back.
type onceStore struct{ database.Store }

func (o onceStore) Insert(ctx context.Context, c database.DBTxConn, req database.InsertRequest) error {
	switch _, err := o.GetMigration(ctx, c, req.Version); {
	case err == nil:
		return errors.New("another process has applied this step")
	case !errors.Is(err, database.ErrVersionNotFound):
		return err
	}
	return o.Store.Insert(ctx, c, req)
}
