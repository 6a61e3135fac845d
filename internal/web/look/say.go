package look

import "footbridge/internal/practice"

// The sentences that handlers of the house say, so that a wrong key is a compile error. Those
// for errors go into the Error fields of the views, the others into Page.Say.
var (
	SaySignInWrong   = practice.Say{Key: "sign-in.wrong"}
	SaySignInSlow    = practice.Say{Key: "sign-in.slow"}
	SayNameMissing   = practice.Say{Key: "sign-up.name.missing"}
	SayNameTaken     = practice.Say{Key: "sign-up.name.taken"}
	SayNameLong      = practice.Say{Key: "sign-up.name.long"}
	SaySetupWrong    = practice.Say{Key: "sign-up.setup.wrong"}
	SaySignUpClosed  = practice.Say{Key: "sign-up.closed"}
	SayPasswordShort = practice.Say{Key: "password.short"}
	SayPasswordKnown = practice.Say{Key: "password.common"}
	SayPasswordLong  = practice.Say{Key: "password.long"}
	SayRecoverWrong  = practice.Say{Key: "recover.wrong"}
	SayCalledMissing = practice.Say{Key: "arrive.called.missing"}
	SayCalledLong    = practice.Say{Key: "arrive.called.long"}
	SayRunsMissing   = practice.Say{Key: "arrive.runs.missing"}
	SayZoneUnknown   = practice.Say{Key: "arrive.zone.unknown"}
	SayInvitedWrong  = practice.Say{Key: "invited.wrong"}

	SayTakenBack       = practice.Say{Key: "invite.taken-back"}
	SayLater           = practice.Say{Key: "today.later"}
	SaySaved           = practice.Say{Key: "support.saved"}
	SayPasswordChanged = practice.Say{Key: "support.password.done"}
	SaySessionEnded    = practice.Say{Key: "session.ended"}
)

// The problems that have a page of their own. Give words that could not be taken as Words.
var (
	ProblemMissing = Problem{Title: practice.Say{Key: "problem.missing.title"}, What: practice.Say{Key: "problem.missing"}}
	ProblemRefused = Problem{Title: practice.Say{Key: "problem.refused.title"}, What: practice.Say{Key: "problem.refused"}}
	ProblemServer  = Problem{Title: practice.Say{Key: "problem.server.title"}, What: practice.Say{Key: "problem.server"}}
	ProblemBusy    = Problem{Title: practice.Say{Key: "problem.busy.title"}, What: practice.Say{Key: "problem.busy"}}
	ProblemTwice   = Problem{Title: practice.Say{Key: "problem.twice.title"}, What: practice.Say{Key: "problem.twice"}}
	ProblemLarge   = Problem{Title: practice.Say{Key: "problem.large.title"}, What: practice.Say{Key: "problem.large"}}
)
