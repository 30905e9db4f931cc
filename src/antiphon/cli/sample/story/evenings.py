"""The evenings of the sample’s community, and what its group of chairs keeps."""

TITLE = "Glue evening: bring what has come loose"
ABOUT = (
    "One table, four pots of hide glue, eight chairs at most. We take one joint apart together, then everybody "
    "does theirs.\n\n- Bring the chair, and every bit that fell off.\n- No sawing tonight.\n- It dries until "
    "morning: fetch it on Friday."
)
WHERE = "The workshop, by the door to the yard"
HERE = "The Thursday table"
PAST = "Who brings what, until the clocks change"
PAST_NOTES = "Somebody forgot a green scarf"

DOCUMENT = "How a joint comes apart"
DOCUMENT_WORDS = "Warmth first, force never: what we do with old glue, in the order in which we do it."
NOTE = "A page on the glue that does not let go"
PAGES = (
    ("How a joint comes apart", "The group of chairs"),
    ("Warmth first", "A damp cloth, an iron, two minutes.\nListen: it cracks before it gives.\n\nForce never."),
    ("When it does not let go", "It is not hide glue, then.\nShow it to somebody before you go on."),
)

HOUR = "An hour about old glue: ask Bruno"
HOUR_ABOUT = (
    "Hide glue, bone glue, and what people poured into a joint since. Put your question here before the evening, "
    "and vote for those of others: Bruno begins with what most of you want to hear."
)
#: Who asks what, and who votes for it.
ASKED = (
    ("ruth", "How do I find out which glue is in a joint before I force it?", ("maren", "tobias", "chiara", "jonas")),
    ("maren", "The glue of the saddle stool turns white. Is it damp, or too cold?", ("tobias", "idris")),
    ("idris", "Peut-on mélanger une vieille colle et une colle neuve ?", ("sandro",)),
)
