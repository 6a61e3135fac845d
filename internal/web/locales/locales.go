// Package locales holds the sentences of the interface, one JSON file for each language:
// en.json, de.json … The keys are the same in all of them. A new language needs only its file.
//
// Two keys describe the language itself: "language.name", how it calls itself, and
// "language.dir", "ltr" or "rtl".
package locales

import "embed"

// Files are the language files, <language>.json.
//
//go:embed *.json
var Files embed.FS
