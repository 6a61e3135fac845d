package vault

// SecretIDs are the public names of the server secrets, newest first, in the
// order of NameMACs.
func (v *Vault) SecretIDs() []string { return v.secrets.IDs() }

// Pseudonym is a keyed hash (32 bytes, HMAC under the newest server secret) of
// something that must be recognised for a while and never be stored, such as a
// network address. Purposes have hashes of their own.
func (v *Vault) Pseudonym(purpose string, b []byte) []byte {
	s := v.secrets.list[0]
	return mac(derive(s.value, "server/pseudonym"), "pseudonym", []byte(purpose), b)
}
