package coach

// Afraid says whether a text tells of fear of the other, or of harm. Whoever writes such words gets no hint about wording: to
// offer a softer one would be harmful. It errs on the side of yes.
func Afraid(text string) bool {
	t := take(text)
	defer t.forget()
	ws := t.ws
	for i := range ws {
		near := t.near(i, len(ws)-1)
		for _, p := range harm.of(ws[i]) {
			if near.may(p) && p.match(ws, i, i, len(ws)-1) > i {
				return true
			}
		}
	}
	return false
}

var harm = readPatterns(`
harm:
scared|afraid|frightened|terrified of you|him|her|what
afraid|scared|frightened ~2 you|he|she ~2 will|would|might|could
you hit|hurt|hurting|choked|strangled|slapped|punched|kicked|beat|grabbed|shoved|pushed|bruised|raped me
you ~2 hit|hurt|choke|strangle|slap|punch|kick|beat|grab|shove|push|threaten me
hit|hits|slapped|punched|kicked|beat|choked me
put ~2 hands on me
bruise|bruises
kill|hurt|harm myself|me|you|yourself
you threatened ~4
force|forced|forces|made me to? ~1 sex|sleep|touch
lock|locked|locks me
do not feel safe
not safe ~3 you|here|home
my|the passport|phone ~2 took|taken|away|hid
police
restraining order
walking on eggshells
let me go out
`)
