// Package arch holds no code, only tests that read the source tree and keep
// its shape: who may import whom, what no package is called, and what pages
// and scripts never contain. They read the files themselves, because the
// answer of "go list" would be hidden by the cache of test results.
package arch
