"""What happened at Bottega Lenta, an invented workshop that builds furniture and teaches repair.

Nobody here is anybody. Days are counted back from the day on which the sample is made.
"""

from dataclasses import dataclass

ORGANIZATION = "Bottega Lenta"
BRAND = "Bottega Lenta"
SLUG = "bottega-lenta"
ABOUT = "A workshop in Lucca that builds furniture slowly and teaches people to mend their own."
ZONE = "Europe/Rome"
OWNER_NAME = "Anna Conti"
OWNER_MAIL = "anna@bottega-lenta.example"
OWNER_PASSWORD = "antiphon-demo"  # noqa: S105  of a throw-away folder on this machine, said aloud when the demo starts


@dataclass(frozen=True)
class Colleague:
    """Somebody who works with Anna: `key` names them in the story, `days` ago they joined."""

    key: str
    name: str
    role: str
    days: int
    language: str = "en"

    @property
    def mail(self) -> str:
        """The address with which they sign in, under the password of the owner."""
        return f"{self.key}@bottega-lenta.example"


#: Who else is on the team. Elena teaches at the school that asked for the hooks; she sees what is about it.
COLLEAGUES = (
    Colleague("bruno", "Bruno Salis", "editor", 150),
    Colleague("chiara", "Chiara Neri", "author", 121),
    Colleague("davide", "Davide Moro", "approver", 118),
    Colleague("fabia", "Fabia Leoni", "analyst", 70),
    Colleague("elena", "Elena Guidi", "client", 63, "it"),
)


@dataclass(frozen=True)
class Sister:
    """Another brand of the house: what it is called, how its reports look, what it says."""

    name: str
    slug: str
    about: str
    sender: str
    color: str
    foot: str
    calls: tuple[str, ...]


SISTER = Sister(
    "Stoffe Lente",
    "stoffe-lente",
    "The sewing room next door: cloth that is mended, dyed and worn again.",
    "The house of Bottega Lenta",
    "#0b6464",
    "Stoffe Lente, the sewing room of Bottega Lenta, Lucca",
    (
        "A tear is not the end of a coat. Bring it on Saturday, we show you two ways to close it.",
        "Walnut shells, an old pot, an afternoon: this is how the brown of our scarves comes about.",
        "Three chairs came over from the workshop. What would you cover them with?",
        "Last places for the evening of darning. Tea is there, so are needles.",
        "What a lining tells: the coat of Nadia’s grandmother, taken apart and put together again.",
    ),
)

#: Whose last account nobody has looked at yet: it may be theirs.
UNDECIDED = "solene"
#: Whom Anna keeps in touch with, and how often at the longest (days).
KEPT = {"ruth": 30, "giulia": 14, "tobias": 30, "sandro": 45, "marcos": 30, "maren": 21}
