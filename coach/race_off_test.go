//go:build !race

package coach

const raceOn = false
