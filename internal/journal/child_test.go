package journal_test

const childEnv = "FOOTBRIDGE_JOURNAL_CHILD"

func child(string) {}
