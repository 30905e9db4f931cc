"""Keeping in touch, told in sentences: why it is somebody's turn, and what to remember of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from antiphon.listening.models import NeedStateLabel, Voice
from antiphon.listening.queries.needs import quote_of
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.people.models import Person
from antiphon.relationships.models import PersonDate, Promise
from antiphon.relationships.queries import (
    Circumstances,
    Owed,
    Tie,
    TodayList,
    Turn,
    people_of,
    remembered,
    running_timer,
    today_list,
)
from antiphon.relationships.rules import UrgencyParams

_HOUR = 3600


@dataclass(frozen=True, slots=True)
class ToldTurn:
    """Somebody whose turn it is, with the sentences that say why, and what else to keep in mind."""

    turn: Turn
    why: list[str]
    mind: list[str]


def told_list(found: TodayList, today: date) -> list[ToldTurn]:
    """Return the list of a day in sentences."""
    return [ToldTurn(one, list(_sentences(one, today)), list(_mind(one, today))) for one in found.turns]


def on_today(member: Member, now: datetime, most: int = 3) -> dict[str, Any]:
    """Return the first few of the list for the page of the day; nothing for who keeps in touch with nobody."""
    if not allows(member, Duty.ANSWER) or not people_of(member):
        return {"touch": None}
    found = today_list(member, now)
    told = told_list(found, now.astimezone(member.brand.zone).date())
    return {"touch": found, "touch_turns": told[:most], "touch_more": len(told) > most}


def touch_part(member: Member, person: Person, today: date) -> dict[str, Any]:
    """Return what the page of a person shows about what was promised, noted and spent."""
    known = remembered(member, person, today)
    return {
        "remembered": known,
        "promises": [(one, told_promise(one, today), is_late(one, today)) for one in known.promises],
        "running": running_timer(member),
        "person_needs": [(one, told_need(one), quote_of(one)) for one in known.needs],
    }


def _sentences(turn: Turn, today: date) -> Iterator[str]:
    for reason in turn.reasons:
        if reason == "owed" and turn.about.owed:
            yield _told_owed(turn.about.owed)
        elif reason == "occasion":
            yield from _told_occasions(turn.about, today)
        elif reason == "silence":
            yield _told_silence(turn.tie)


def _told_owed(owed: Owed) -> str:
    waited, target = round(owed.waited / _HOUR), round(owed.target / _HOUR)
    if owed.waited > owed.target:
        return ngettext(
            "Waits for your answer for %(n)d hour; you aim at %(target)d.",
            "Waits for your answer for %(n)d hours; you aim at %(target)d.",
            waited,
        ) % {"n": waited, "target": target}
    return ngettext(
        "Waits for your answer: %(n)d of the %(target)d hours that you aim at has passed.",
        "Waits for your answer: %(n)d of the %(target)d hours that you aim at have passed.",
        waited,
    ) % {"n": waited, "target": target}


def _told_silence(tie: Tie) -> str:
    gap, days = tie.gap or 0, round(tie.rhythm.days or 0)
    usual = ngettext("You wanted to speak every %(n)d day", "You wanted to speak every %(n)d days", days)
    if tie.rhythm_source != "promise":
        usual = ngettext("You usually speak every %(n)d day", "You usually speak every %(n)d days", days)
    silent = ngettext("now it is %(n)d day.", "now it is %(n)d days.", gap) % {"n": gap}
    said = f"{usual % {'n': days}}; {silent}"
    if tie.unanswered is not None:
        said += " " + gettext("Your last words have no answer yet.")
    return said


def _told_occasions(about: Circumstances, today: date) -> Iterator[str]:
    yield from (told_promise(one, today) for one in about.promises if one.due and _near(one.due, today))
    yield from (told_date(kept, day, today) for kept, day in about.dates if _near(day, today))
    for one in about.closing:
        if one.expected_on and _near(one.expected_on, today):
            told = {"title": one.title, "day": told_day(one.expected_on, today)}
            yield gettext("May be decided: %(title)s (%(day)s)") % told


def _mind(turn: Turn, today: date) -> Iterator[str]:
    about = turn.about
    yield from (told_need(one) for one in turn.needs[:2])
    yield from (told_promise(one, today) for one in about.promises if not (one.due and _near(one.due, today)))
    yield from (told_date(kept, day, today) for kept, day in about.dates[:2] if not _near(day, today))


def told_need(voice: Voice) -> str:
    """Return what somebody needs as a sentence, in our words for it, with how far it has come."""
    sentences = {
        NeedStateLabel.LOGGED: gettext("They spoke of: %(need)s"),
        NeedStateLabel.PLANNED: gettext("They spoke of: %(need)s. It is planned."),
        NeedStateLabel.DONE: gettext("They spoke of: %(need)s. It is done: let them know."),
    }
    return sentences[NeedStateLabel(voice.need.state)] % {"need": voice.need.subject}


def _near(day: date, today: date) -> bool:
    return (day - today).days < UrgencyParams().occasion_days


def told_promise(made: Promise, today: date) -> str:
    """Return a promise as a sentence: who, what, until when."""
    who = gettext("They promised: %(what)s") if made.theirs else gettext("You promised: %(what)s")
    said = who % {"what": made.what}
    return said if made.due is None else f"{said} ({told_day(made.due, today)})"


def is_late(made: Promise, today: date) -> bool:
    """Whether a promise should have been kept by now."""
    return made.due is not None and made.due < today


def told_date(kept: PersonDate, day: date, today: date) -> str:
    """Return a day that comes round as a sentence, with the years where they are known."""
    said = f"{kept.name}: {told_day(day, today)}"
    years = day.year - kept.year if kept.year else 0
    if years <= 0:
        return said
    return said + ", " + ngettext("%(n)d year", "%(n)d years", years) % {"n": years}


def told_day(day: date, today: date) -> str:
    """Return a day as one speaks of it near today."""
    near = {-1: gettext("yesterday"), 0: gettext("today"), 1: gettext("tomorrow")}
    return near.get((day - today).days) or date_format(
        day, "DATE_FORMAT" if day.year != today.year else "MONTH_DAY_FORMAT"
    )
