// Package vault: keys.
package vault
