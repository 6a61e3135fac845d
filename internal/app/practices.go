package app

import (
	"footbridge/internal/practice"
	"footbridge/internal/practices/appreciation"
	"footbridge/internal/practices/curiosity"
	"footbridge/internal/practices/listening"
	"footbridge/internal/practices/rituals"
	"footbridge/internal/practices/vulnerability"
)

// Practices is the list of practices, in the order of the practices page. A new practice is added
// here and nowhere else.
var Practices = []practice.Practice{
	rituals.Practice,
	appreciation.Practice, listening.Practice, curiosity.Practice, vulnerability.Practice,
}
