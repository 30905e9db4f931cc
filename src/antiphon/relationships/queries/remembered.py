"""What is known of one person for whoever keeps in touch: promises, notes, days, hands, time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from antiphon.listening.models import Voice
from antiphon.listening.queries.needs import needs_of_people
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.people.models import Person
from antiphon.relationships.models import HandOver, PersonDate, PersonNote, Promise, TimeSpent
from antiphon.relationships.queries.parts import parts_of
from antiphon.relationships.rules import next_on

#: How far ahead promises and days are shown.
AHEAD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Remembered:
    """What to remember of a person, as a member may know it.

    `minutes` are those that count; `needs` what they need by their own words, one voice each.
    """

    promises: list[Promise]
    settled: list[Promise]
    notes: list[PersonNote]
    dates: list[tuple[PersonDate, date]]
    hand_overs: list[HandOver]
    minutes: int
    needs: list[Voice]


@dataclass(frozen=True, slots=True)
class Coming:
    """A promise or a day that comes, or that has passed and is still open."""

    day: date
    person: Person
    promise: Promise | None = None
    date: PersonDate | None = None


def remembered(member: Member, person: Person, today: date) -> Remembered:
    """Return what to remember of a person. Seven queries."""
    parts = Person.objects.part_of(person)
    made = Promise.objects.filter(person__in=parts).select_related("by__user", "settled_by__user")
    days = [(one, next_on(one.day, one.month, today)) for one in PersonDate.objects.filter(person__in=parts)]
    spent = TimeSpent.objects.filter(person__in=parts, unsure=False).values_list("minutes", flat=True)
    hands = HandOver.objects.filter(relationship__person__in=parts)
    return Remembered(
        promises=list(made.open().order_by("due", "pk")),
        settled=list(made.exclude(settled_at=None).order_by("-settled_at", "-pk")[:10]),
        notes=list(PersonNote.objects.filter(person__in=parts).told_to(member).select_related("author__user")),
        dates=sorted(days, key=lambda pair: (pair[1], pair[0].pk)),
        hand_overs=list(hands.select_related("before__user", "after__user", "by__user")),
        minutes=sum(one or 0 for one in spent),
        needs=needs_of_people(member, [person.pk]).get(person.pk, []),
    )


def coming(brand: Brand, people: Iterable[int], today: date) -> list[Coming]:
    """Return the promises and days of people within a month, the overdue first. Four queries."""
    last, of = today + AHEAD, parts_of(list(people))
    whole = Person.objects.in_bulk(set(of.values()))
    promises = Promise.objects.open().filter(brand=brand, person__in=of, due__lte=last)
    found = [
        Coming(one.due, whole[of[one.person_id]], promise=one)
        for one in promises.select_related("by__user")
        if one.due
    ]
    for one in PersonDate.objects.filter(brand=brand, person__in=of):
        day = next_on(one.day, one.month, today)
        if day <= last:
            found.append(Coming(day, whole[of[one.person_id]], date=one))
    return sorted(found, key=lambda one: (one.day, one.person.pk, one.promise is None))


def notes_for_export(asked_by: Member, person: Person) -> tuple[list[PersonNote], list[Member]]:
    """Return the notes that belong into a person's export, and the members whose private notes are not among them.

    Shared notes always do, and the private ones of who asks. Whoever else keeps private notes is named, and hands
    them over by themselves: the law gives them to the person, and no role opens them to a colleague.
    """
    notes = PersonNote.objects.filter(person__in=Person.objects.part_of(person))
    told = list(notes.told_to(asked_by).select_related("author__user"))
    others = notes.filter(shared=False).exclude(author=asked_by).values("author")
    return told, list(Member.objects.filter(pk__in=others).select_related("user").order_by("pk"))


def able_stewards(brand: Brand) -> list[Member]:
    """Return who of the team may keep in touch with people."""
    present = brand.members.filter(left_at=None).select_related("user").order_by("pk")
    return [one for one in present if allows(one, Duty.ANSWER)]


def reminded_for(brand: Brand, today: date, now: datetime) -> dict[Member, list[Coming]]:
    """Return of what each steward is to be reminded today: promises that fall due, and days that come round.

    A promise is its steward's; where nobody keeps in touch it is of who made it. Nobody is reminded twice of one.
    """
    promises = Promise.objects.open().filter(brand=brand, due__lte=today, reminded_at=None, made_at__lte=now)
    dates = [
        one
        for one in PersonDate.objects.filter(brand=brand, month=today.month)
        .exclude(reminded_on=today)
        .select_related(
            "person__relationship__steward__user",
            "person__merged_into__relationship__steward__user",
            "noted_by__user",
        )
        if next_on(one.day, one.month, today) == today
    ]
    found: dict[Member, list[Coming]] = {}
    for made in promises.select_related(
        "person__relationship__steward__user", "person__merged_into__relationship__steward__user", "by__user"
    ).order_by("due", "pk"):
        if made.due and (who := _whose(made.person, made.by)):
            found.setdefault(who, []).append(Coming(made.due, made.person.merged_into or made.person, promise=made))
    for one in dates:
        if who := _whose(one.person, one.noted_by):
            found.setdefault(who, []).append(Coming(today, one.person.merged_into or one.person, date=one))
    return found


def _whose(person: Person, made_by: Member | None) -> Member | None:
    rows = [getattr(one, "relationship", None) for one in (person.merged_into, person) if one is not None]
    stewards = [kept.steward for kept in rows if kept is not None and kept.ended_at is None]
    return next((one for one in (*stewards, made_by) if one is not None and allows(one, Duty.ANSWER)), None)
