"""What the team of the sample remembers of the people in their care: calls, promises, notes, days, and time."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from antiphon.cli.sample.stage import Stage
from antiphon.people.models import Person
from antiphon.practice.people import PEOPLE
from antiphon.relationships.actions.capacity import Room, say_capacity
from antiphon.relationships.actions.following_up import Spoke, log_contact
from antiphon.relationships.actions.keeping import hand_over, keep_in_touch
from antiphon.relationships.actions.remembering import note_down, promise, remember_date
from antiphon.relationships.actions.spending import note_minutes
from antiphon.relationships.models import Encounter, Relationship, TimeSpent


@dataclass(frozen=True, slots=True)
class Call:
    """A contact of the story that no channel heard of: with whom, how many days ago, what about."""

    whom: str
    days: int
    kind: str
    begun_by: str
    minutes: int
    words: str


CALLS = (
    Call("sandro", 64, Encounter.Kind.CALL, "them", 25, "Asks whether we would show a room at the fair with him."),
    Call("sandro", 51, Encounter.Kind.MEETING, "us", 70, "Walked through the hall together. He knows the school."),
    Call("marcos", 47, Encounter.Kind.LETTER, "us", 0, "Sent him the samples of oiled ash."),
    Call("marcos", 40, Encounter.Kind.CALL, "them", 20, "The samples arrived. He would take twelve, if in time."),
    Call("giulia", 33, Encounter.Kind.EVENT, "them", 60, "Came to the open workshop and brought two friends."),
    Call("ruth", 58, Encounter.Kind.CALL, "us", 15, "How the bench does after a year: well, one foot is loose."),
)
#: To whom, what, in how many days, and whether they promised it to us.
PROMISES = (
    ("ruth", "new feet for her bench", -1, False),
    ("marcos", "the price for twelve", 5, False),
    ("maren", "photographs of her kitchen", 10, True),
)
#: About whom, what, and whether the whole team reads it.
NOTES = (
    ("ruth", "Reads her mail in the evening. Has a workshop of her own, for books.", True),
    ("giulia", "Her daughter begins at the school in autumn.", False),
    ("sandro", "Prefers the phone. Never before ten.", True),
)
#: Minutes of Anna so many days ago, and what for.
MINUTES = (
    (3, 20, "prepare"),
    (9, 35, "answer"),
    (16, 15, "prepare"),
    (24, 40, "answer"),
    (31, 25, "prepare"),
    (5, 90, "publish"),
    (19, 120, "publish"),
    (40, 75, "publish"),
)


def stay_in_touch(stage: Stage) -> None:
    """Remember what was said, promised and noted."""
    known = _people(stage)
    say_capacity(stage.anna, Room(a_day=4, rate=Decimal("28.00")))
    if "marcos" in known:
        keep_in_touch(stage.members["bruno"], known["marcos"], 30)
        hand_over(
            stage.members["bruno"], known["marcos"], stage.anna, "He writes English, and answers within the day."
        )
    Relationship.objects.filter(brand=stage.brand).update(since=stage.ago(110))
    _speak(stage, known)
    _remember(stage, known)
    for days, minutes, purpose in MINUTES:
        note_minutes(stage.anna, None, minutes, TimeSpent.Purpose(purpose), at=stage.ago(days))


def _people(stage: Stage) -> dict[str, Person]:
    names = {resident.name: resident.username for resident in PEOPLE}
    found = Person.objects.filter(brand=stage.brand, name__in=names, merged_into=None, seen_at__isnull=False)
    return {names[one.name]: one for one in found.order_by("-pk")}


def _speak(stage: Stage, known: dict[str, Person]) -> None:
    for call in CALLS:
        if call.whom in known:
            spoke = Spoke(
                kind=call.kind, at=stage.at(call.days, 10), ours=call.begun_by == "us", minutes=call.minutes or None,
                words=call.words,
            )  # fmt: skip
            log_contact(stage.anna, known[call.whom], spoke)


def _remember(stage: Stage, known: dict[str, Person]) -> None:
    today = stage.now.astimezone(stage.brand.zone).date()
    for whom, what, days, theirs in PROMISES:
        if whom in known:
            promise(stage.anna, known[whom], what, today + timedelta(days=days), theirs=theirs)
    for whom, words, shared in NOTES:
        if whom in known:
            note_down(stage.anna, known[whom], words, shared=shared)
    if "giulia" in known:
        day = today + timedelta(days=3)
        remember_date(stage.anna, known["giulia"], "Birthday", day.day, day.month)
