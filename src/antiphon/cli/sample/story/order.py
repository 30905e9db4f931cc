"""What gives the posts an order: campaigns, categories, and which call of the story belongs to which."""

from dataclasses import dataclass

WELCOME, BENCH, KNOW, PEOPLE, QUESTIONS = (
    "Come by", "From the bench", "Good to know", "People", "Questions",
)  # fmt: skip
CATEGORIES = (WELCOME, BENCH, KNOW, PEOPLE, QUESTIONS)
EVENINGS, HOOKS, OIL, BOOK = "evenings", "hooks", "oil", "book"


@dataclass(frozen=True)
class Running:
    """A campaign: `since` and `until` in days from today, below 0 in the past; closed once it is over."""

    key: str
    name: str
    goal: str
    since: int
    until: int
    closed: bool = False


CAMPAIGNS = (
    Running(
        OIL, "October oil",
        "Keep a promise of spring: the bench outside the library is oiled again, by at least eight people.",
        -46, -31, closed=True,
    ),
    Running(
        HOOKS, "Forty hooks",
        "The school gets forty coat hooks at the height of children. Show how they come to be, and let the school "
        "see every word before it goes out.",
        -64, 12,
    ),
    Running(
        BOOK, "A first book of mending",
        "A hundred people read chapters one and two, and ten of them write to us what they did not understand.",
        -57, 35,
    ),
    Running(
        EVENINGS, "Winter evenings",
        "Fill the sixteen places of each of the six evenings by the Sunday before, half of them with people who "
        "have never held a saw.",
        -26, 33,
    ),
)  # fmt: skip

#: The category and the campaign of the calls that people answered, by the days they lie back.
PLACED = {
    152: (WELCOME, ""), 146: (BENCH, ""), 140: (QUESTIONS, ""), 133: (PEOPLE, ""), 127: (WELCOME, ""),
    120: (BENCH, ""), 112: (KNOW, ""), 104: (WELCOME, ""), 95: (QUESTIONS, ""), 88: (QUESTIONS, ""),
    80: (PEOPLE, ""), 72: (QUESTIONS, ""), 64: (BENCH, HOOKS), 57: (BENCH, BOOK), 49: (PEOPLE, BOOK),
    41: (WELCOME, ""), 33: (PEOPLE, OIL), 26: (QUESTIONS, EVENINGS), 18: (WELCOME, EVENINGS), 11: (BENCH, ""),
    5: (PEOPLE, EVENINGS), 2: (QUESTIONS, ""),
}  # fmt: skip
