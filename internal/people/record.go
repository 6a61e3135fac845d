package people

import (
	"bytes"
	"crypto/sha256"
	"fmt"

	"footbridge/internal/vault"
)

// membership is who is in a couple and with which keys. Its packed bytes are
// what both sign, what the keys are sealed about, and what the four words are
// a hash of. The one who invited is the first member.
type membership struct {
	Version int     `json:"v"`
	Couple  string  `json:"couple"`
	Epoch   uint32  `json:"epoch"`
	Members [2]mate `json:"members"`
	Keys    []byte  `json:"keys"` // hash of the couple's keys
}

// mate is one of the two, as both sign it.
type mate struct {
	Account string `json:"account"`
	Seal    []byte `json:"seal"`
	Sign    []byte `json:"sign"`
	Side    string `json:"side"`
}

func (m mate) public() vault.Public { return vault.Public{Seal: m.Seal, Sign: m.Sign} }

// readMembership reads a record's bytes and refuses one that contradicts
// itself.
func readMembership(record []byte) (membership, error) {
	var m membership
	if err := unpack(record, &m); err != nil {
		return membership{}, err
	}
	a, b := m.Members[0], m.Members[1]
	if m.Version != 1 || m.Couple == "" || m.Epoch == 0 || a.Account == b.Account ||
		!isSide(a.Side) || b.Side != otherSide(a.Side) || a.public().Equal(b.public()) {
		return membership{}, errFormat
	}
	return m, nil
}

// split is the record's entry of the account and the other one.
func (m membership) split(account string) (me, other mate, ok bool) {
	switch account {
	case m.Members[0].Account:
		return m.Members[0], m.Members[1], true
	case m.Members[1].Account:
		return m.Members[1], m.Members[0], true
	}
	return mate{}, mate{}, false
}

// aboutKeys is what the couple's keys are sealed about for one of the two:
// everything that they must not be moved away from.
func aboutKeys(record []byte, m membership, recipient string) string {
	return fmt.Sprintf("couple %s, epoch %d, for %s, membership %x", m.Couple, m.Epoch, recipient, sha256.Sum256(record))
}

// openKeys opens one's wrap of the couple's keys and compares them with the
// record.
func openKeys(k *vault.Keys, record []byte, m membership, me string, wrap []byte) (*vault.Couple, error) {
	c, err := k.OpenCouple(wrap, aboutKeys(record, m, me))
	if err != nil {
		return nil, ErrChanged
	}
	if c.Epoch() != m.Epoch || !bytes.Equal(c.Hash(), m.Keys) {
		return nil, ErrChanged
	}
	return c, nil
}

// What small things are sealed about, so that none can stand in for another.
const (
	aboutProfile   = "people/profile/"   // + account
	aboutNotice    = "people/notice/"    // + account
	aboutAgent     = "people/agent/"     // + session
	aboutCode      = "people/code/"      // + account
	aboutGreeting  = "people/greeting"   // under the code
	aboutJoined    = "people/joined"     // under the code
	aboutRecord    = "people/membership" // signatures
	aboutPin       = "people/pin/"       // + couple
	aboutCard      = "people/card/"      // + account, under the couple key
	aboutSignature = "people/signature/" // + account, under the couple key
	aboutKeeper    = "people/keeper"     // under the server secret
)

// pin is the record that this person checked.
type pin struct {
	Record []byte `json:"record"`
	Both   bool   `json:"both"` // the other's signature has been checked too
}

// card is what the partner may know of a person.
type card struct {
	Name string `json:"name"`
	Side string `json:"side"`
	Zone string `json:"zone"`
}

func isSide(s string) bool { return s == "a" || s == "b" }

func otherSide(s string) string {
	if s == "a" {
		return "b"
	}
	return "a"
}
