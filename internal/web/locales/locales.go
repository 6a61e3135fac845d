// Package locales holds the sentences of the interface, one JSON file for each language:
// en.json, de.json … The keys are the same in all of them. A new language needs only its file.
//
// Two keys describe the language itself: "language.name", how it calls itself, and
// "language.dir", "ltr" or "rtl".
package locales

import (
	"embed"
	"io/fs"
)

//go:embed *.json
var files embed.FS

// Files are the language files, <language>.json. A test may put one more language beside them before
// a server starts.
var Files fs.FS = files
