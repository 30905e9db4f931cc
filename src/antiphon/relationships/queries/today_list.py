"""Whom a member should get back to today: a short list, each with what speaks for it and what to remember."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from antiphon.conversations.models import Message
from antiphon.listening.models import Voice
from antiphon.listening.queries.needs import needs_of_people
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.people.models import Person
from antiphon.relationships.models import Capacity, FollowUp, PersonNote, TimeSpent
from antiphon.relationships.queries.circumstances import Circumstances, circumstances
from antiphon.relationships.queries.parts import parts_of, people_of
from antiphon.relationships.queries.silence import last_words
from antiphon.relationships.queries.ties import Tie, ties
from antiphon.relationships.rules import Limits, Load, Urgency, daily_list, load, minutes_each, people_a_day
from antiphon.relationships.rules.effort import WORDS

type Reason = Literal["owed", "silence", "occasion"]

#: Of how many of the last entries the usual minutes of a contact are taken.
_LAST_MINUTES = 20


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody whose turn it is, why, and what to remember before one speaks.

    `reasons` in the order of their weight; `last_words` is what they last said to us, `needs` what they
    need by their own words, one voice each.
    """

    person: Person
    tie: Tie
    about: Circumstances
    reasons: tuple[Reason, ...]
    last_words: Message | None
    notes: tuple[PersonNote, ...]
    needs: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class TodayList:
    """The list of a member for a day.

    `room` is how many people they get back to in a day, `done` whom they got back to today; `more` counts those
    for whom something speaks and who do not fit today.
    """

    turns: list[Turn]
    done: list[Person]
    room: int
    more: int
    load: Load
    limits: Limits


def limits_of(member: Member) -> Limits:
    """Return what a member has room for; what they did not say is as usual."""
    said = Capacity.objects.filter(member=member).first()
    return said.limits if said else Limits()


def today_list(member: Member, now: datetime) -> TodayList:
    """Return whom a member should get back to today: never more than they have room for. A dozen queries at most."""
    own, today = people_of(member), now.astimezone(member.brand.zone).date()
    about = circumstances(member, own, now)
    known = ties(member.brand, own, today, about)
    settled = {person for person in own if _settled(about[person], today)}
    done = _done(known, about, today)
    limits = limits_of(member)
    room = people_a_day(limits, minutes_each(_minutes(member)))
    open_ones = {person: tie.urgency for person, tie in known.items() if person not in settled}
    first = daily_list(open_ones, room - len(done))
    people = Person.objects.prefetch_related("identities").in_bulk({*first, *done})
    return TodayList(
        turns=_turns(member, [people[one] for one in first], known, about),
        done=[people[one] for one in sorted(done)],
        room=room,
        more=sum(bool(one.value) for one in open_ones.values()) - len(first),
        load=load({person: tie.strength.value for person, tie in known.items()}),
        limits=limits,
    )


def _turns(
    member: Member, people: list[Person], known: dict[int, Tie], about: dict[int, Circumstances]
) -> list[Turn]:
    ids = [one.pk for one in people]
    words = last_words(member.brand, ids, confined=allows(member, Duty.HOST))
    notes, needs = notes_of(member, ids), needs_of_people(member, ids)
    return [
        Turn(
            person=one,
            tie=known[one.pk],
            about=about[one.pk],
            reasons=reasons(known[one.pk].urgency),
            last_words=words.get(one.pk),
            notes=tuple(notes.get(one.pk, ())),
            needs=tuple(needs.get(one.pk, ())),
        )
        for one in people
    ]


def reasons(found: Urgency) -> tuple[Reason, ...]:
    """Return what speaks for getting back to somebody, the weightiest first."""
    parts: dict[Reason, float] = {
        "owed": found.owed,
        "occasion": found.occasion,
        "silence": found.silence * found.stake,
    }
    return tuple(sorted((name for name, weight in parts.items() if weight > 0), key=lambda name: -parts[name]))


def notes_of(member: Member, people: Collection[int]) -> dict[int, list[PersonNote]]:
    """Return the notes about people that a member may read, the newest first. Two queries."""
    of = parts_of(people)
    found: dict[int, list[PersonNote]] = {}
    rows = PersonNote.objects.filter(brand=member.brand, person__in=of).told_to(member)
    for one in rows.select_related("author__user"):
        found.setdefault(of[one.person_id], []).append(one)
    return found


def _settled(about: Circumstances, today: date) -> bool:
    """Whether something was decided about a person today: then the list is silent until tomorrow."""
    return about.decided is not None and about.decided.at.date() == today


def _done(known: dict[int, Tie], about: dict[int, Circumstances], today: date) -> set[int]:
    """Return to whom the member got back today, by a decision or by words of ours in the ledger."""
    decided = {
        person
        for person, one in about.items()
        if one.decided is not None
        and one.decided.decision == FollowUp.Decision.DONE
        and one.decided.at.date() == today
    }
    return decided | {person for person, tie in known.items() if _spoke_today(tie, today)}


def _spoke_today(tie: Tie, today: date) -> bool:
    return any(one.day == today and one.direction == "out" and one.effort >= WORDS for one in tie.strength.because)


def _minutes(member: Member) -> list[int]:
    spent = TimeSpent.objects.filter(member=member, unsure=False, person__isnull=False, minutes__gt=0)
    rows = spent.order_by("-started_at", "-pk").values_list("minutes", flat=True)[:_LAST_MINUTES]
    return [one for one in rows if one]
