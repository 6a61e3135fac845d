//go:build race

package journal_test

// raceDetector: what takes long is done less often, because every step costs ten times as much. How
// two writings meet is found out without it; it looks for what two goroutines share.
const raceDetector = true
