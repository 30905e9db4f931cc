"""What came, and may come, of the people of the story: a sale that began with a reply, and what is on the way."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """That something came to a stage so many days ago, and why where it is decided."""

    days: float
    stage: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Chance:
    """What may come of somebody, opened so many days ago by a member, and its way since; no currency: points."""

    who: str
    kind: str
    title: str
    value: int
    currency: str
    days: float
    steps: tuple[Step, ...]
    owner: str = "anna"
    introduced_by: str = ""
    expected: int | None = None


CHANCES = (
    Chance("ruth", "sale", "Twelve coat hooks for the ward’s cloakroom", 540, "EUR", 34, (
        Step(30, "qualified"), Step(24, "proposal"), Step(12, "won", "She knew the work: she had hung her own hook."),
    )),
    Chance("giulia", "partnership", "A bench in every branch library", 4200, "EUR", 41, (
        Step(33, "qualified"), Step(20, "proposal"), Step(6, "negotiation"),
    ), owner="bruno", expected=21),
    Chance("tobias", "testimonial", "A page on the chair that stands again", 8, "", 26, (
        Step(18, "qualified"), Step(9, "won", "He had photographed every step."),
    )),
    Chance("sandro", "collaboration", "A Thursday on bread and benches", 20, "", 22, (
        Step(11, "qualified"), Step(4, "proposal"),
    ), introduced_by="giulia", expected=14),
    Chance("maren", "sale", "Six stools for the quiet room", 1260, "EUR", 60, (
        Step(52, "qualified"), Step(45, "proposal"), Step(37, "lost", "Bought secondhand, which we had advised."),
    )),
    Chance("marcos", "introduction", "To the school of carpentry in his town", 5, "", 8, (), owner="bruno"),
)  # fmt: skip
