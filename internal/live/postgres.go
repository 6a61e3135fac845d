package live

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const (
	channel     = "footbridge_wake"
	firstPause  = 50 * time.Millisecond // before the first new attempt to connect
	longestWait = 5 * time.Second       // between attempts
	quiet       = 30 * time.Second      // without news before the line is tested
	answer      = 10 * time.Second      // for an answer of the server
)

// postgres delivers to its own listeners at once and to other nodes through
// the database. Two connections of its own: one listens and does nothing else,
// one sends. Wake-ups that wait for sending are kept as one position for each
// shelf, so a lost connection delays them and they never pile up.
type postgres struct {
	*hub
	config *pgx.ConnConfig
	node   string // marks our own messages, which the hub has delivered already
	stop   context.CancelFunc
	done   sync.WaitGroup

	mu      sync.Mutex
	waiting map[string]int64
	more    chan struct{} // holds one token while waiting is not empty
}

// NewPostgres returns Wakes shared by every node on the same database. url is
// the database's address; ctx ends only the first connecting, whose failure is
// the error returned. Later losses are repaired by themselves and end in a
// Resync for every listener.
func NewPostgres(ctx context.Context, url string) (Wakes, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		// The parser's text may quote the address, and with it a password.
		return nil, errors.New("connect the wake-ups: the address cannot be read")
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "footbridge wake-ups"
	}
	p := &postgres{
		hub: newHub(), config: config, node: rand.Text(),
		waiting: map[string]int64{}, more: make(chan struct{}, 1),
	}
	ear, err := p.listen(ctx)
	if err != nil {
		return nil, fmt.Errorf("connect the wake-ups: %w", err)
	}
	life, stop := context.WithCancel(context.WithoutCancel(ctx))
	p.stop = stop
	p.done.Go(func() { p.hear(life, ear) })
	p.done.Go(func() { p.send(life) })
	return p, nil
}

func (p *postgres) Wake(shelf string, position int64) {
	p.hub.Wake(shelf, position)
	p.mu.Lock()
	p.waiting[shelf] = max(p.waiting[shelf], position)
	p.mu.Unlock()
	select {
	case p.more <- struct{}{}:
	default:
	}
}

func (p *postgres) Close() error {
	p.stop()
	p.done.Wait()
	return p.hub.Close()
}

func (p *postgres) listen(ctx context.Context) (*pgx.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, answer)
	defer cancel()
	conn, err := pgx.ConnectConfig(ctx, p.config)
	if err != nil {
		return nil, err
	}
	if _, err := conn.Exec(ctx, "LISTEN "+channel); err != nil {
		hangUp(conn)
		return nil, fmt.Errorf("listen: %w", err)
	}
	return conn, nil
}

// hear passes other nodes' wake-ups on until ctx ends. After every new
// connection it sends a Resync: the database keeps nothing for those who were
// away.
func (p *postgres) hear(ctx context.Context, conn *pgx.Conn) {
	for {
		p.hearOn(ctx, conn)
		hangUp(conn)
		pause := firstPause
		for conn = nil; conn == nil; pause = min(2*pause, longestWait) {
			if !rest(ctx, pause) {
				return
			}
			conn, _ = p.listen(ctx) // tried again whatever the reason
		}
		p.resync()
	}
}

// hearOn returns when the connection is of no more use.
func (p *postgres) hearOn(ctx context.Context, conn *pgx.Conn) {
	for {
		wait, cancel := context.WithTimeout(ctx, quiet)
		n, err := conn.WaitForNotification(wait)
		cancel()
		switch {
		case err == nil:
			p.deliver(n)
		case ctx.Err() != nil || !pgconn.Timeout(err):
			return
		default: // quiet: is anybody there?
			ping, cancel := context.WithTimeout(ctx, answer)
			err := conn.Ping(ping)
			cancel()
			if err != nil {
				return
			}
		}
	}
}

// deliver reads "node position shelf"; anything else on the channel is not
// from us and is left alone.
func (p *postgres) deliver(n *pgconn.Notification) {
	node, rest, _ := strings.Cut(n.Payload, " ")
	number, shelf, ok := strings.Cut(rest, " ")
	position, err := strconv.ParseInt(number, 10, 64)
	if !ok || err != nil || node == p.node {
		return
	}
	p.hub.Wake(shelf, position)
}

// send tells the other nodes until ctx ends. What could not be sent stays
// waiting for the next connection.
func (p *postgres) send(ctx context.Context) {
	var conn *pgx.Conn
	defer func() { hangUp(conn) }()
	pause := firstPause
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.more:
		}
		for !p.sendAll(ctx, &conn) {
			hangUp(conn)
			conn = nil
			if !rest(ctx, pause) {
				return
			}
			pause = min(2*pause, longestWait)
		}
		pause = firstPause
	}
}

// sendAll sends what is waiting, connecting first when needed, and reports
// whether all of it went out.
func (p *postgres) sendAll(ctx context.Context, conn **pgx.Conn) bool {
	ctx, cancel := context.WithTimeout(ctx, answer)
	defer cancel()
	p.mu.Lock()
	batch := p.waiting
	p.waiting = map[string]int64{}
	p.mu.Unlock()
	for shelf, position := range batch {
		if *conn == nil {
			fresh, err := pgx.ConnectConfig(ctx, p.config)
			if err != nil {
				p.keep(batch)
				return false
			}
			*conn = fresh
		}
		payload := p.node + " " + strconv.FormatInt(position, 10) + " " + shelf
		_, err := (*conn).Exec(ctx, `SELECT pg_notify($1, $2)`, channel, payload)
		var refused *pgconn.PgError
		if errors.As(err, &refused) && refused.Code == "22023" {
			err = nil // too long to be one of our ids; again would be no better
		}
		if err != nil {
			p.keep(batch)
			return false
		}
		delete(batch, shelf)
	}
	return true
}

// keep puts back what was not sent; a newer position that came meanwhile wins.
func (p *postgres) keep(batch map[string]int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for shelf, position := range batch {
		p.waiting[shelf] = max(p.waiting[shelf], position)
	}
}

// rest waits and reports whether ctx still lasts.
func rest(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

func hangUp(conn *pgx.Conn) {
	if conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	conn.Close(ctx) //nolint:errcheck // it is gone either way
}
