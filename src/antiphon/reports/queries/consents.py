"""All that a person agreed to, wherever it was said: what members noted, newsletters, documents, the community."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from antiphon.community.models import Participant
from antiphon.people.models import Consent, Person
from antiphon.publishing.models import Lead, Subscriber, SubscriberState


@dataclass(frozen=True, slots=True)
class Agreed:
    """What somebody agreed to, in which words, where; until when, None: to this day.

    `consent` is the row where a member noted it: what was said elsewhere is withdrawn there.
    """

    purpose: str
    wording: str
    source: str
    given_at: datetime
    withdrawn_at: datetime | None
    consent: Consent | None = None


def agreements(person: Person) -> list[Agreed]:
    """Return what a person agreed to, what holds first, then the latest. Five queries."""
    accounts = list(person.identities.values_list("pk", flat=True))
    found = [*_noted(accounts), *_letters(accounts), *_documents(accounts), *_community(accounts)]
    return sorted(found, key=lambda one: (one.withdrawn_at is not None, -one.given_at.timestamp()))


def _noted(accounts: list[int]) -> Iterable[Agreed]:
    for one in Consent.objects.filter(identity__in=accounts).select_related("noted_by__user"):
        yield Agreed(one.get_purpose_display(), one.wording, one.source, one.given_at, one.withdrawn_at, one)


def _letters(accounts: list[int]) -> Iterable[Agreed]:
    known = Subscriber.objects.filter(identity__in=accounts).exclude(confirmed_at=None)
    for one in known.select_related("channel__identity"):
        purpose = _("letters of %(newsletter)s") % {"newsletter": one.channel.identity}
        ended = one.ended_at if one.state != SubscriberState.ACTIVE else None
        yield Agreed(purpose, one.consent, one.source or _("newsletter"), one.confirmed_at or one.asked_at, ended)


def _documents(accounts: list[int]) -> Iterable[Agreed]:
    for one in Lead.objects.filter(identity__in=accounts).select_related("page"):
        purpose = _("being written to, for “%(page)s”") % {"page": one.page.title}
        yield Agreed(purpose, one.consent, _("landing page"), one.at, None)


def _community(accounts: list[int]) -> Iterable[Agreed]:
    """Yield that the community may write to its members by mail: they choose it in their profile."""
    mailed = Participant.objects.taking_part().filter(identity__in=accounts, mailed=True)
    for one in mailed:
        purpose, words = _("mail of the community"), _("the community may write to you by mail")
        yield Agreed(purpose, words, _("their profile in the community"), one.admitted_at or one.asked_at, None)
