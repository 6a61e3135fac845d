package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// Sizes of one node's pool. PostgreSQL allows 100 connections by default, so
// a handful of nodes fit without touching its settings.
const (
	postgresOpen = 16
	postgresIdle = 4
	postgresLife = 30 * time.Minute
)

// oldestPostgres is the oldest server version accepted (major × 10000).
const oldestPostgres = 140000

func openPostgres(ctx context.Context, address string) (*DB, error) {
	cfg, err := pgx.ParseConfig(address)
	if err != nil {
		// The parser's text may quote the address, and with it a password.
		return nil, errors.New("the address cannot be read")
	}
	if cfg.RuntimeParams["application_name"] == "" {
		cfg.RuntimeParams["application_name"] = "footbridge"
	}
	pool := stdlib.OpenDB(*cfg)
	pool.SetMaxOpenConns(postgresOpen)
	pool.SetMaxIdleConns(postgresIdle)
	pool.SetConnMaxLifetime(postgresLife)
	d := &DB{writer: pool, reader: pool, postgres: true}
	var version int
	err = pool.QueryRowContext(ctx, `SELECT CAST(current_setting('server_version_num') AS INTEGER)`).Scan(&version)
	if err == nil && version < oldestPostgres {
		err = fmt.Errorf("server version %d is too old, need %d", version, oldestPostgres)
	}
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}
