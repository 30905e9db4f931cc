"""Getting back to people: what is decided about the list of the day, and contacts that no channel heard of.

Nothing here speaks to anybody: a person has spoken, or will.
"""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from antiphon.ledger.actions import Happened, record
from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.people.actions import meet
from antiphon.people.models import Identity, Person, Side
from antiphon.relationships.actions.permitting import require_person
from antiphon.relationships.actions.spending import note_minutes
from antiphon.relationships.models import Encounter, FollowUp, TimeSpent
from antiphon.relationships.rules import BACK, MOST_MINUTES

#: Clocks differ: so far ahead of ours somebody else's may be.
_CLOCKS_DIFFER = timedelta(minutes=5)
LONGEST_WORDS = 2_000
_SPOKEN = frozenset({Encounter.Kind.CALL, Encounter.Kind.MEETING, Encounter.Kind.EVENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoke:
    """A contact that no channel heard of, as somebody tells it; see `Encounter`."""

    kind: str
    at: datetime
    ours: bool = True
    minutes: int | None = None
    words: str = ""


@transaction.atomic
def decide_follow_up(by: Member, person: Person, decision: str) -> FollowUp:
    """Say that one got back to a person, or that one will not: not today, or not for a month."""
    require_person(by, person)
    if decision not in FollowUp.Decision:
        raise Refusal(_("Say done, not today, or leave out."), field="decision")
    return FollowUp.objects.create(brand=by.brand, person=person, by=by, decision=decision, at=clock.now())


@transaction.atomic
def take_back_follow_up(by: Member, person: Person) -> None:
    """Take back what was decided last about a person; without anything, nothing happens."""
    require_person(by, person)
    last = FollowUp.objects.filter(person=person, taken_back_at=None).order_by("-at", "-pk").first()
    if last is not None:
        last.taken_back_at = clock.now()
        last.save(update_fields=["taken_back_at"])


def log_contact(by: Member, person: Person, spoke: Spoke, request_key: str = "") -> Encounter:
    """Write into the ledger that one spoke elsewhere. In a call, at a meeting or an event both sides spoke.

    What is sent twice of a person under one `request_key` counts once; without a key each time counts.
    """
    require_person(by, person)
    _check(spoke)
    uri = f"encounter:{_name(by, person, request_key)}"
    sent = Encounter.objects.filter(brand=by.brand, uri=uri)
    if request_key and (known := sent.first()):
        return known
    try:
        return _log(by, person, spoke, uri)
    except IntegrityError:
        if request_key and (known := sent.first()):
            return known
        raise


@transaction.atomic
def _log(by: Member, person: Person, spoke: Spoke, uri: str) -> Encounter:
    theirs = _account(person)
    made = Encounter.objects.create(
        brand=by.brand, person=person, by=by, kind=spoke.kind, at=spoke.at, ours=spoke.ours, minutes=spoke.minutes,
        words=spoke.words.replace("\0", "").strip(), uri=uri, logged_at=clock.now(),
    )  # fmt: skip
    _write_down(made, _ours(by), theirs)
    FollowUp.objects.create(brand=by.brand, person=person, by=by, decision=FollowUp.Decision.DONE, at=spoke.at)
    if spoke.minutes:
        note_minutes(by, person, spoke.minutes, TimeSpent.Purpose.TALK, at=spoke.at)
    return made


def _name(by: Member, person: Person, request_key: str) -> str:
    named = f"{by.pk}:{person.pk}:{request_key}"
    return hashlib.sha256(named.encode()).hexdigest() if request_key else str(uuid.uuid4())


def _check(spoke: Spoke) -> None:
    if spoke.kind not in Encounter.Kind:
        raise Refusal(_("Say whether it was a call, a meeting, an event or a letter."), field="kind")
    if spoke.at > clock.now() + _CLOCKS_DIFFER:
        raise Refusal(_("This has not happened yet: write it down afterwards."), field="at")
    if spoke.minutes is not None and not 0 <= spoke.minutes <= MOST_MINUTES:
        raise Refusal(_("Give minutes from 0 to 1440, or leave it empty."), field="minutes")
    if len(spoke.words) > LONGEST_WORDS:
        raise Refusal(_("Say it in at most %(most)d characters.") % {"most": LONGEST_WORDS}, field="words")


def _account(person: Person) -> Identity:
    """Return the account under which a person was first known: what was done elsewhere hangs on it."""
    found = person.identities.filter(side=Side.THEM).order_by("first_seen", "pk").first()
    if found is None:
        raise Refusal(_("No account of this person is known. Bring one first."))
    return found


def _ours(by: Member) -> Identity:
    """Return who of us spoke: a member of the team, outside of every network."""
    name = str(by.user)
    return meet(
        by.brand, network="team", stable_id=f"member:{by.pk}", at=clock.now(), handle=name, name=name, side=Side.US
    )


def _write_down(made: Encounter, ours: Identity, theirs: Identity) -> None:
    verb = Verb.MEET if made.kind in _SPOKEN else Verb.DIRECT
    first, second = (ours, theirs) if made.ours else (theirs, ours)
    _line(made, verb, first, second, made.uri)
    if verb == Verb.MEET:
        _line(made, verb, second, first, made.uri + BACK)


def _line(made: Encounter, verb: Verb, actor: Identity, target: Identity, source: str) -> None:
    act = Happened(
        verb=verb,
        at=made.at,
        actor=actor,
        target=target,
        channel=None,
        subject=made.uri,
        source=source,
        root=made.uri,
    )
    record(act)
