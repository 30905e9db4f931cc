"""What leads people to act: links, the page of links, landing pages, and who left an address."""

from dataclasses import dataclass

from antiphon.cli.sample.story.order import BOOK, EVENINGS


@dataclass(frozen=True)
class Path:
    """A tracked link: where it leads below the brand's own pages, and how it was followed.

    `bursts` are (days ago, how many people followed it because of that day): their number halves every day and a
    half. Of every four that follow one is a machine, as it is for small brands.
    """

    key: str
    label: str
    where: str
    days: int
    campaign: str = ""
    bursts: tuple[tuple[int, int], ...] = ()


GUIDE_SLUG, COSTS_SLUG = "a-first-book-of-mending", "what-a-mended-chair-costs"
PATHS = (
    Path("guide", "A first book of mending", f"p/{GUIDE_SLUG}/", 47, BOOK, ((46, 64), (41, 22), (26, 18), (13, 15))),
    Path("evenings", "Winter evenings: the list", "#evenings", 24, EVENINGS, ((23, 71), (18, 34), (9, 21), (1, 12))),
    Path("costs", "What a mended chair costs", f"p/{COSTS_SLUG}/", 14, "", ((13, 48), (8, 9))),
    Path("window", "Card in the library window", "", 60, "", ((58, 9), (44, 11), (30, 13), (16, 10), (3, 8))),
)
#: Of whom a member's own link is, the words that the post begins with, and how it was followed.
SHARED = (
    ("bruno", "Six winter evenings", ((22, 17), (15, 6))),
    ("anna", "Six winter evenings", ((21, 9),)),
    ("chiara", "So many of you asked", ((12, 7),)),
)
#: From where people came, and how often in a hundred.
REFERRERS = (("", 46), ("piazza.example", 24), ("biblioteca.example", 18), ("cortile.example", 12))

PAGE_TITLE, PAGE_ABOUT = "Bottega Lenta", "Furniture, slowly. And everything you need to mend your own."
PAGE_LINKS = (
    ("Our pages", ""),
    ("A first book of mending, free", f"p/{GUIDE_SLUG}/"),
    ("What a mended chair costs", f"p/{COSTS_SLUG}/"),
)

GUIDE_TEXT = (
    "Two chapters by many hands: how to choose a plank, and how not to be afraid of a joint. With knots by Solène "
    "and doubts by Idris.\n\nIt is free. Tell us where to send it, and, if you like, tell us later what you did "
    "not understand: that becomes chapter three."
)
CONSENT = (
    "Send me the book, and write to me when a new chapter is out. I can say no to that at any time, by one click."
)
COSTS_TEXT = "A sheet to print and to hang beside the bench. Everybody may copy it, and change it."

#: Who asked for the book: name, address, days ago, and by which link.
LEADS = (
    ("Marta Pieri", "marta.pieri@posta.example", 46, "guide"),
    ("Jonas Lind", "jonas@lind.example", 45, "guide"),
    ("", "biblioteca.ovest@comune.example", 44, "guide"),
    ("Noor Haddad", "noor.haddad@posta.example", 41, "guide"),
    ("Elsa Brandt", "elsa@brandt.example", 40, ""),
    ("Pietro Salvi", "pietro.salvi@posta.example", 33, "guide"),
    ("Amélie Roche", "amelie@roche.example", 26, "guide"),
    ("", "laboratorio@quartiere.example", 19, ""),
    ("Tomás Rey", "tomas.rey@correo.example", 12, "guide"),
    ("Greta Monti", "greta.monti@posta.example", 4, "guide"),
)

#: What the neighborhood paper said lately, the newest first: title, words, days ago.
FEED_TITLE = "Il Cortile, news of the neighborhood"
FEED = (
    ("The library lends tools from January", "Saws, planes and a sewing machine. Volunteers are wanted.", 2),
    ("Open yards on the second Sunday", "Eleven yards open their gates, with soup.", 6),
    ("Class 2B has a new cloakroom", "Forty hooks at the height of children, made around the corner.", 10),
    ("Who has a ladder of four meters?", "The choir hangs its stars and is one rung short.", 13),
)
#: Who follows quietly: they never said anything.
NEIGHBORS = (
    "Agnese Lari", "Beppe Nuti", "Carlotta Vanni", "Dario Fini", "Emma Sarti", "Franco Belli", "Gaia Torre",
    "Hanna Weiss", "Ilaria Poli", "Jan Kowal", "Katia Ferri", "Luca Dini", "Mina Sato", "Nico Rossi", "Olga Petri",
    "Paolo Guerra", "Rita Mele", "Sara Lotti", "Tito Vasco", "Ugo Palla", "Vera Conti", "Zoe Marchi",
)  # fmt: skip
