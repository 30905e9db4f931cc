"""What people of the story need, in the words by which they said it, and what became of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """A need: our words for it, some words of each message that voiced it, and the steps that it took, with why.

    `told`: how those were told who got no answer since it was done; then it comes to its end.
    """

    kind: str
    subject: str
    voiced: tuple[str, ...]
    steps: tuple[tuple[str, str], ...] = ()
    told: str = ""


#: What was found so many days ago the team has said something of.
SAID_OF = 10
#: Words of messages in which something was found that is not so.
NOT_SO: tuple[str, ...] = ("were looking for the plane", "Os busco tres", "Everybody is afraid of electricity")
_PLANNED = ("planned", "It comes up at every table.")
_DONE = ("done", "Saturdays, four hours for a stool.")
_SHELF = ("done", "It hangs beside the door, with thirty-one tools.")
NEEDS = (
    Told(
        "need", "A first book of mending for bicycles", ("for bicycles",), (("planned", "Chapter four could be it."),)
    ),
    Told("need", "Long boards that have dried long enough", ("una tavola da due metri",)),
    Told(
        "need",
        "A screwdriver to borrow twice a year",
        ("need a second one twice a year",),
        (_PLANNED, _SHELF),
        "On the page of the ask: you said, we did.",
    ),
    Told("question", "Paying with work", ("pagar con trabajo",), (_PLANNED, _DONE)),
    Told(
        "want", "The book on paper, for libraries", ("quiere dos ejemplares", "Could we have her words as a poster")
    ),
)
