"""What Bottega Lenta asked its community, what people made of it, and what came of that."""

from dataclasses import dataclass

from antiphon.cli.sample.story.community import Said, Thread


@dataclass(frozen=True)
class IdeaTold:
    """An idea: its line and words, who votes for it, what became of it and why; `into` counts the ideas from 0."""

    title: str
    said: Said
    voters: tuple[str, ...] = ()
    state: str = ""
    why: str = ""
    into: int | None = None


@dataclass(frozen=True)
class AskTold:
    """An ask: how it began, what it was for, what people gave. Without an outcome it is open for so many days."""

    thread: Thread
    purpose: str
    ideas: tuple[IdeaTold, ...] = ()
    items: tuple[str, ...] = ()
    orders: tuple[tuple[str, tuple[int, ...]], ...] = ()
    outcome: str = ""
    open_for: int = 0


LENDING = AskTold(
    Thread(
        "square", 23, 10, "anna", "What should we begin this winter?",
        "We have two free evenings a month, one long table and a stove. Tell us what you would come for. We "
        "cannot pay for anything; we can clear a wall, lend our hands and put the kettle on.",
    ),
    "On the first of the month we choose two ideas, and begin.",
    (
        IdeaTold(
            "A shelf of tools to borrow",
            Said("ruth", 4, "I own one screwdriver and need a second one twice a year. A shelf by the door, a "
                 "list with a pencil, and everybody brings things back.", (
                Said("tobias", 3, "With the small print on the shelf, please. I will write it."),
            )),
            ("ruth", "tobias", "giulia", "sandro", "maren", "anna", "bruno"), "done",
            "It hangs beside the door, with thirty-one tools and a pencil on a string",
        ),
        IdeaTold(
            "Una sera per le sedie impagliate",
            Said("giulia", 9, "Una sera al mese, con la paglia già bagnata e qualcuno che sa torcere.", (
                Said("idris", 12, "Je viens, si Solène vient."),
            )),
            ("giulia", "idris", "solene", "sandro"), "planned", "From March on, when Solène is here",
        ),
        IdeaTold(
            "Lend tools, and write down who has them",
            Said("maren", 20, "My neighbor has my clamps since spring. A list would have saved us both."),
            ("maren", "lucia"), "merged", "The same shelf, and the list hangs on it", 0,
        ),
        IdeaTold(
            "A film about wood, each month",
            Said("marcos", 30, "Hay un documental sobre un bosque que dura cuatro horas. Llevo palomitas."),
            ("marcos",), "declined", "We have no right to show films, and the wall is full of clamps",
        ),
    ),
    outcome=(
        "You said that you would come for **tools more than for talks**. So there is a shelf beside the door: "
        "thirty-one tools, a list, a pencil on a string. What you take on Thursday you bring back on a Thursday.\n\n"
        "The evening of woven seats begins in March. There will be no films: we may not show them."
    ),
)  # fmt: skip

BOOK = AskTold(
    Thread(
        "square", 3, 18, "ruth", "In which order do we read in winter",
        "Four books are on the long table, and there is one winter. Say in which order you would read them; I "
        "borrow them from the library by your order.",
    ),
    "Lucía reserves the first two on Friday.",
    items=(
        "A first book of mending", "The man who planted trees", "Historia de una silla",
        "A year in a joiner’s shop",
    ),
    orders=(
        ("ruth", (2, 1, 4, 3)), ("marcos", (3, 2, 1, 4)), ("lucia", (2, 3, 1, 4)), ("tobias", (1, 2, 4, 3)),
        ("maren", (2, 4, 1, 3)), ("bruno", (4, 1, 2, 3)),
    ),
    open_for=5,
)  # fmt: skip

ASKS = (LENDING, BOOK)
