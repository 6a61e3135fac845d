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
scared|afraid|frightened|terrified|petrified of you|him|her|what
scared|afraid|frightened|terrified|petrified ~1 you|he|she ~2 will|would|might|could|are|is|do|get
scared|afraid|frightened|terrified to ~1 go|come|be|speak|say|tell|leave|sleep|stay
leave|go ~3 but i am|was ~2 scared|afraid|frightened|terrified
too scared|afraid|frightened to
you ~1 frighten|scare|terrify|intimidate me
i am|was ~2 afraid|frightened|scared ~2 at home|night
i flinch|flinched|freeze|tremble|shake|hide ~3 when|if you|he|she
walking|tiptoeing ~2 eggshells
you|he|she ~2 hit|hits|hurt|hurts|hurting|choke|choked|strangle|strangled|slap|slapped|punch|punched|kick|kicked|beat|grab|grabbed|shove|shoved|push|pushed|bruise|bruised|bite|bit|burn|burned|burnt|drag|dragged|pin|pinned|rape|raped|headbutted|shook|spat me|us|him|her|my|at|on|in|again
you|he|she ~1 hit|slapped|punched|kicked|pushed|shoved|grabbed|hurt the|our|a ~1 kids|children|baby|dog|cat|wall|door|son|daughter|boy|girl
you|he|she ~1 will|would|might|could ~1 hit|hurt|kill|harm|choke|beat|find|take ~2 me|us|the|our|my
hit|hits|slapped|punched|kicked|beat|choked|strangled|grabbed|shoved me
hurt|hurting|hit|hitting|harm ~1 the|our kids|children|baby|dog|cat
threw|throw|throws|chucked|hurled ~4 at me|us|my
raised|raise|lift|lifted ~1 your|his|her hand|hands|fist|fists
put|laid|lay ~2 hands on|round|around me|my
your|his|her hands ~1 round|around my
fist ~1 through|in|into the
punched|kicked|smashed|broke|slammed|ripped ~1 my|the ~1 phone|door|wall|window|laptop|glasses|face|head|car
smash|smashed|smashing ~1 things|everything|plates|up
bruise|bruises|bruised
black eye
kill|hurt|harm|cut|cutting myself|me|you|yourself|us
end|ending|take|taking my ~1 life
do not want to live ~2
do not want to be here|alive ~1
do not want to wake up
want ~1 to die
better off ~1 dead|without me
suicide|suicidal
you ~1 threatened|threaten|threatens ~4
said|say|told|tell|swore ~1 you|he|she would ~1 kill|hurt|find|take|ruin|hit
force|forced|forces|make|made me to? ~1 sex|sleep|touch
you ~1 forced|force|forces me
said|say no|stop ~4 you did not stop|listen
did not want ~2 sex
lock|locked|locks|trapped|blocked me ~2 in|out|up|inside|the
lock|locked|locks|trapped me
you ~1 would|do|will not let me ~1 leave|go|see|work|have|talk|call|sleep|eat|drive|out
not allowed to
you|he|she ~2 follow|follows|followed|following|stalk|stalked|track|tracked|tracking me
you|he|she ~2 check|checks|checked|read|reads|go|went ~1 through? my phone|messages|emails|texts|post|bag
you|he|she ~1 took|take|takes|hid|hide|hides|kept|keep|keeps my ~1 phone|passport|keys|money|card|wages|papers|car
my|the passport|phone|keys|card ~2 took|taken|away|hid|hidden
watch|watching|watches|record|records|recording ~1 me ~2 all|every|at|through|on
a|the knife|gun
weapon|refuge|shelter|strangle|strangled|choke|choked|rape|raped|police|injunction|domestic
restraining|protection order
do not feel safe
not|never safe ~3 you|here|home|anymore|with
unsafe
safe ~1 place to go
let me go out
where ~1 would|can|could i ~1 go
`)
