"""What the workshop keeps: pictures with their terms, documents, and words that are needed again."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    """A picture or document of the library: what it is called, its tags, on what terms it may be used.

    `expires` is in days from today; None means for good.
    """

    name: str
    title: str
    tags: tuple[str, ...]
    holder: str = "Bottega Lenta"
    licence: str = "CC BY 4.0"
    expires: int | None = None


KEPT_PICTURES = (
    Kept("chair", "The short chair", ("chair", "drawing")),
    Kept("bench", "The library bench", ("bench", "library", "drawing")),
    Kept("lamp", "Lamp with a base by Solène", ("lamp", "evenings", "ceramics")),
    Kept("grain", "Chestnut, with knot", ("wood", "chestnut", "close-up")),
    Kept(
        "hooks", "Forty hooks", ("school", "hooks"), "Bottega Lenta and the school", "With the school's consent", 14
    ),
    Kept("forest", "Ivo's wood", ("wood", "chestnut", "autumn"), "Ivo Landi", "For our own channels", 24),
    Kept("poster", "Poster of the winter evenings", ("evenings", "poster"), expires=33),
    Kept("stove", "The stove", ("winter", "drawing")),
    Kept("book", "The book, open", ("book", "drawing")),
    Kept("table", "Table with three cups", ("table", "drawing")),
    Kept("plane", "The plane and its curl", ("tools", "drawing")),
    Kept("drawer", "The middle drawer", ("chest", "evenings")),
    Kept("stool", "Stool of 1961, with clamp", ("chair", "drawing")),
    Kept("oil", "Oil and brush", ("bench", "drawing")),
    Kept("saw", "The small saw", ("tools", "evenings")),
    Kept("gift", "A plane as a gift", ("tools", "evenings", "winter")),
    Kept("underside", "Year and names below a table", ("table", "close-up")),
)

SNIPPETS = (
    ("words", "How to find us", "We are in the yard behind the library, open on Thursdays from five to eight."),
    ("words", "Closing line", "Come as you are, and bring what wobbles."),
    ("words", "Frase di chiusura", "Venite come siete, e portate quello che traballa."),
    ("words", "What it costs", "What it costs: the wood, the oil, and what you can spare."),
    ("hashtags", "Workshop", "#woodworking #repair #slowmade"),
    ("hashtags", "Riparare", "#riparare #falegnameria #lucca"),
    ("hashtags", "Winter evenings", "#winterevenings #repaircafe"),
)
VARIABLES = (
    ("opening_hours", "Thursdays from five to eight"),
    ("orari", "il giovedì dalle cinque alle otto"),
    ("places", "sixteen places"),
)

BOOK_TITLE = "A first book of mending"
BOOK_PAGES = (
    (BOOK_TITLE, "Chapters one and two\n\nWritten by many hands\nat Bottega Lenta, Lucca"),
    (
        "One: to choose a plank",
        """Take the plank in both hands and let it hang.
A plank that turns has a reason to.

Look at the end first: the rings tell you
which side was bark. Put that side down,
and the table stays flat for your grandchildren.

Then look for the knot, and decide
where it shall sit.""",
    ),
    (
        "The knots, by Solène",
        """A knot in the middle of a seat is a friend.
A knot at the edge is a crack that waits.

A black ring around it means:
this branch died before the tree did.
It will fall out. Let it, and fill it.""",
    ),
    (
        "Two: not to be afraid of a joint",
        """A joint is two pieces that need each other.
Draw it twice. Cut beside the line,
not on it: the line belongs to the other piece.

If it is loose, it is not a failure.
It is the reason why glue was invented.""",
    ),
    (
        "The doubts, by Idris",
        """Why not a screw? Because in ten years
somebody will want to open it.

Why so slowly? Because the wood
was slower still.

May I stop for tea? You must.""",
    ),
)
COSTS_TITLE = "What a mended chair costs"
COSTS_PAGES = (
    (
        COSTS_TITLE,
        """Two hours
Four euros of wood
One conversation

and, if it was the glue:
one night of waiting, best spent in the yard.


Change this list if yours was different.""",
    ),
)
