"""Everything that is known of a person, as one file for them: JSON for programs, CSV for spreadsheets."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from antiphon.integrity.queries import set_aside_of, told_reason_of
from antiphon.integrity.sentences import told_evidence
from antiphon.listening.models import Voice
from antiphon.listening.queries.needs import quote_of
from antiphon.organizations.models import Member
from antiphon.people.models import Person
from antiphon.people.queries import decisions
from antiphon.people.queries.cards import cards_of
from antiphon.relationships.models import FollowUp, Opportunity, PersonDate, Promise, TimeSpent
from antiphon.relationships.queries import Asked, history
from antiphon.relationships.queries.remembered import notes_for_export
from antiphon.reports.queries.consents import agreements
from antiphon.sales.queries.purchases import purchases_of
from antiphon.visits.models import VisitIdentity

_PAGE, _MOST_ASIDE = 500, 10_000
_HISTORY = ("at", "verb", "direction", "channel", "account", "words", "address", "source")


def known_of(asked_by: Member, person: Person) -> tuple[dict[str, Any], list[str]]:
    """Return all that is known of a person: accounts, history with the words, consents, joinings, notes, promises,
    purchases, visits that bear their name, days, what address books told, what may come of them, their needs, the
    time given to them, and what of theirs is not counted and why.

    The history is read in pages, however long it is. Private notes of colleagues are not in it: the names of those
    who keep some come with it, and they hand them over by themselves.
    """
    notes, others = notes_for_export(asked_by, person)
    contents: dict[str, Any] = {
        "person": {"name": person.name, "known_since": person.created_at, "last_spoke": person.spoke_at},
        "accounts": list(_accounts(person)),
        "history": list(_history(person)),
        "consents": list(_consents(person)),
        "joinings": list(_joinings(person)),
        "notes": [{"text": one.text, "by": f"{one.author.user}" if one.author else ""} for one in notes],
        "promises": list(_promises(person)),
        "dates": list(_dates(person)),
        "cards": [{"told": one.told, "added_at": one.added_at} for one in cards_of(person)],
        "opportunities": list(_opportunities(person)),
        "purchases": list(_purchases(person)),
        "visits": list(_visits(person)),
        "needs": list(_needs(person)),
        "follow_ups": list(_follow_ups(person)),
        "time_spent": list(_time_spent(person)),
        "not_counted": list(_not_counted(person)),
    }
    return contents, [f"{one.user}" for one in others]


def write_person(asked_by: Member, person: Person, out: BinaryIO) -> None:
    """Write all that is known of a person into a zip of JSON and CSV, with a few words of what is where."""
    contents, others = known_of(asked_by, person)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("README.md", _read_me(person, others))
        for name, content in contents.items():
            packed.writestr(f"{name}.json", json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
        packed.writestr("history.csv", _csv(_HISTORY, contents["history"]))
        packed.writestr("accounts.csv", _csv(("network", "handle", "name", "address"), contents["accounts"]))
        packed.writestr("consents.csv", _csv(("purpose", "wording", "source", "given_at"), contents["consents"]))


def _accounts(person: Person) -> Iterator[dict[str, Any]]:
    for one in person.identities.order_by("first_seen", "pk"):
        told = {"network": one.network, "handle": one.handle, "name": one.name, "address": one.url or one.stable_id}
        yield told | {"first_seen": one.first_seen, "last_seen": one.last_seen, "picture": one.avatar_url}


def _history(person: Person) -> Iterator[dict[str, Any]]:
    asked = Asked()
    while True:
        page = history(person, asked, limit=_PAGE, confined=True)
        for event in page.events:
            act, message = event.interaction, event.message
            account = act.target if event.ours else act.actor
            yield {
                "at": act.at,
                "verb": act.verb,
                "direction": act.direction,
                "channel": act.channel.kind if act.channel else "",
                "account": account.handle if account else "",
                "words": message.text if message else event.encounter.words if event.encounter else "",
                "address": message.url if message else "",
                "source": act.source,
            }
        if page.end is None:
            return
        asked = Asked(before=page.end)


def _consents(person: Person) -> Iterator[dict[str, Any]]:
    for one in agreements(person):
        told = {"purpose": one.purpose, "wording": one.wording, "source": one.source}
        yield told | {"given_at": one.given_at, "withdrawn_at": one.withdrawn_at}


def _joinings(person: Person) -> Iterator[dict[str, Any]]:
    for one in decisions(person):
        accounts = [account.handle for account in one.accounts]
        told = {"at": one.merge.at, "ground": one.merge.ground, "score": one.merge.score, "accounts": accounts}
        yield told | {"evidence": one.merge.evidence, "undone_at": one.merge.undone_at}


def _promises(person: Person) -> Iterator[dict[str, Any]]:
    for one in Promise.objects.filter(person__in=Person.objects.part_of(person)).order_by("pk"):
        yield {"what": one.what, "due": one.due, "settled_at": one.settled_at}


def _dates(person: Person) -> Iterator[dict[str, Any]]:
    for one in PersonDate.objects.filter(person__in=Person.objects.part_of(person)).order_by("pk"):
        yield {"name": one.name, "day": one.day, "month": one.month}


def _opportunities(person: Person) -> Iterator[dict[str, Any]]:
    for one in Opportunity.objects.filter(person__in=Person.objects.part_of(person)).order_by("pk"):
        told = {"kind": one.kind, "title": one.title, "value": str(one.value), "currency": one.currency}
        yield told | {"stage": one.stage, "opened_at": one.opened_at, "closed_at": one.closed_at, "why": one.why}


def _purchases(person: Person) -> Iterator[dict[str, Any]]:
    for one in purchases_of(person):
        row = one.purchase
        told = {"at": row.at, "source": row.source, "id": row.external_id, "amount": one.shown(row.amount)}
        yield told | {"currency": row.currency, "given_back": one.shown(one.refunded), "heard": row.heard}


def _visits(person: Person) -> Iterator[dict[str, Any]]:
    named = (
        VisitIdentity.objects.standing().filter(identity__in=person.identities.all()).select_related("visit__site")
    )
    for one in named.prefetch_related("visit__views", "visit__reached__goal").order_by("visit__began_at", "pk"):
        visit = one.visit
        told = {"at": visit.began_at, "until": visit.last_at, "site": visit.site.name, "named_by": one.occasion}
        told |= {"source": visit.source, "campaign": visit.campaign, "referrer": visit.referrer}
        pages = [{"at": view.at, "path": view.path} for view in visit.views.all()]
        yield told | {"pages": pages, "goals": [reached.goal.name for reached in visit.reached.all()]}


def _needs(person: Person) -> Iterator[dict[str, Any]]:
    voices = Voice.objects.filter(identity__person=person).select_related("need", "message").order_by("pk")
    for one in voices:
        told = {"need": one.need.subject, "kind": one.need.kind, "state": one.need.state}
        yield told | {"words": quote_of(one), "at": one.message.sent_at}


def _follow_ups(person: Person) -> Iterator[dict[str, Any]]:
    for one in FollowUp.objects.filter(person__in=Person.objects.part_of(person)).order_by("at", "pk"):
        yield {"decision": one.decision, "at": one.at, "taken_back_at": one.taken_back_at}


def _time_spent(person: Person) -> Iterator[dict[str, Any]]:
    rows = TimeSpent.objects.filter(person__in=Person.objects.part_of(person)).exclude(ended_at=None)
    for one in rows.order_by("started_at", "pk"):
        yield {"purpose": one.purpose, "note": one.note, "at": one.started_at, "minutes": one.minutes}


def _not_counted(person: Person) -> Iterator[dict[str, Any]]:
    for account in person.identities.order_by("first_seen", "pk"):
        for one in set_aside_of(account, most=_MOST_ASIDE):
            asked = [
                {
                    "words": look.words,
                    "asked_at": look.asked_at,
                    "answer": look.answer,
                    "answered_at": look.answered_at,
                }
                for look in one.second_looks.all()
            ]
            shown = "" if one.by_hand else told_evidence(one.evidence)
            told = {"at": one.interaction.at, "verb": one.interaction.verb, "reason": told_reason_of(one)}
            yield told | {"evidence": shown, "undone_at": one.undone_at, "asked": asked}


def _csv(names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    out = io.StringIO()
    table = csv.DictWriter(out, names, extrasaction="ignore")
    table.writeheader()
    table.writerows({name: _cell(row.get(name)) for name in names} for row in rows)
    return out.getvalue()


def _cell(value: object) -> str:
    """Return a value as a cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _read_me(person: Person, others: Sequence[str]) -> str:
    lines = [
        "# " + _("What %(brand)s knows of %(name)s") % {"brand": person.brand, "name": person.name},
        _("history.csv and history.json hold what was said and done both ways, the latest first; accounts the "
          "accounts that are known; consents what was agreed to; joinings how the accounts came to be one person; "
          "notes, promises and dates what was noted; cards what address books told; opportunities what may come of "
          "it; needs what they said they need; follow_ups and time_spent when members got back to them, and for how "
          "long."),
        _("What somebody has in the community itself, they take along there, under “Leave or take along”."),
        _("Moments are in UTC."),
    ]  # fmt: skip
    if others:
        names = ", ".join(others)
        lines.append(
            _("These members keep private notes, and hand them over by themselves: %(names)s.") % {"names": names}
        )
    return "\n\n".join(lines) + "\n"
