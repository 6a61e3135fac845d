// Footbridge is a private web app for two people who have drifted apart. See README.md.
package main

import (
	"os"

	"footbridge/internal/app"
)

func main() { os.Exit(app.Main(os.Args[1:], os.Stdout, os.Stderr)) }
