"""What the test of access sends where people are found to be one."""

from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from antiphon.organizations.rules import Duty
from antiphon.people.actions import join_people, note_consent
from antiphon.people.actions.importing import hand_in
from antiphon.people.models import Suggestion
from antiphon.people.tasks import compare_all
from tests.api.talk import Talk
from tests.people.address_books import CARDS, brought_in, handed_in
from tests.people.folk import met, person_of
from tests.world import World

type Maker = Callable[[World, Talk], int | str]


def other_than_dora(world: World) -> int:
    """Meet somebody else; return who."""
    return person_of(met(world.bottega, "other", "Some Body", network="bluesky")).pk


def _suggestion(world: World, _talk: Talk) -> int:
    for network in ("mastodon", "bluesky"):
        met(world.bottega, "doraconti", "Dora Conti", network=network)
    compare_all()
    return Suggestion.objects.get().pk


def _joining(world: World, talk: Talk) -> int:
    other = person_of(met(world.bottega, "other", "Some Body", network="bluesky"))
    return join_people(world.anna, talk.dora, other).pk


def _consent(world: World, talk: Talk) -> int:
    return note_consent(world.anna, talk.dora, "quote", wording="Yes", source="Talk").pk


def _import(world: World, _talk: Talk) -> int:
    return handed_in(world.anna, CARDS, "book.vcf").pk


def imported(world: World, _talk: Talk) -> int:
    """Bring somebody in by an address book; return by which."""
    return brought_in(world.anna, CARDS, "book.vcf").pk


def waiting_columns(world: World, _talk: Talk) -> int:
    """Hand a table in of which nobody has named the columns; return which."""
    return hand_in(world.anna, "book.csv", ContentFile(b"Name\nAda\n")).pk


def book(_world: World, _talk: Talk, *_place: object) -> dict[str, SimpleUploadedFile]:
    """Return an address book as a form sends it."""
    return {"file": SimpleUploadedFile("book.vcf", CARDS.encode(), "text/vcard")}


MAKERS: dict[str, Maker] = {
    "suggestion_id": _suggestion,
    "joining_id": _joining,
    "consent_id": _consent,
    "import_id": _import,
}
CALLS: dict[str, tuple[Duty, Any]] = {
    "POST /same-person/{suggestion_id}": (Duty.ANSWER, {"answer": "link"}),
    "POST /people/{person_id}/join": (Duty.ANSWER, lambda world, _: {"other": other_than_dora(world)}),
    "POST /joinings/{joining_id}/take-back": (Duty.ANSWER, None),
    "POST /people/{person_id}/consents": (Duty.ANSWER, {"purpose": "quote", "wording": "Yes", "source": "Talk"}),
    "POST /consents/{consent_id}/withdraw": (Duty.ANSWER, None),
    "GET /brands/{brand}/contact-imports": (Duty.ANSWER, None),
    "GET /contact-imports/{import_id}": (Duty.ANSWER, None),
    "GET /contact-imports/{import_id}/rows": (Duty.ANSWER, None),
    "POST /contact-imports/{import_id}/write": (Duty.ANSWER, {"purpose": "Fair", "source": "Fair"}),
    "POST /contact-imports/{import_id}/discard": (Duty.ANSWER, None),
    "GET /people/{person_id}/contact": (Duty.ANSWER, None),
    "GET /people/{person_id}/export": (Duty.HOST, None),
    "POST /people/{person_id}/erase": (Duty.MANAGE, {"name": "Dora"}),
    "POST /people/{person_id}/name": (Duty.ANSWER, {"name": "Dora Conti"}),
}
