package curiosity

import (
	"testing"

	"footbridge/internal/practice/practicetest"
)

func TestPractice(t *testing.T) { practicetest.Run(t, Practice) }
