"""What the test of access sends where one keeps in touch with people."""

from collections.abc import Callable
from typing import Any

from antiphon.organizations.models import Member
from antiphon.organizations.rules import Duty, roles_with
from antiphon.relationships.actions.keeping import keep_in_touch
from antiphon.relationships.actions.remembering import note_down, promise, remember_date
from antiphon.relationships.actions.spending import note_minutes, start_timer
from tests.api.talk import Talk
from tests.world import World

type Maker = Callable[[World, Talk], int | str]


def _owner(world: World) -> Member:
    """The owner who walks: nobody else changes what is theirs."""
    return world.bottega.members.get(user__email="owner@example.org")


def _timers(world: World, _talk: Talk) -> str:
    for member in world.bottega.members.filter(role__in=roles_with(Duty.ANSWER)):
        start_timer(member, None)
    return world.bottega.slug


def _kept(world: World, talk: Talk) -> int:
    keep_in_touch(world.anna, talk.dora, 30)
    return talk.dora.pk


def _editor(world: World, _talk: Talk) -> dict[str, int]:
    return {"member": world.bottega.members.get(user__email="editor@example.org").pk}


MAKERS: dict[str, Maker] = {
    "promise_id": lambda world, talk: promise(world.anna, talk.dora, "a photo").pk,
    "person_note_id": lambda world, talk: note_down(_owner(world), talk.dora, "Likes clay", shared=True).pk,
    "date_id": lambda world, talk: remember_date(world.anna, talk.dora, "Birthday", 3, 5).pk,
    "time_id": lambda world, _: note_minutes(_owner(world), None, 10, "talk").pk,
}
#: Which duty opens an address, what stands there, and what is sent.
CALLS: dict[str, tuple[Duty, dict[str, Maker] | None, Any]] = {
    "PUT /brands/{brand}/capacity": (Duty.ANSWER, None, {"a_day": 3}),
    "POST /people/{person_id}/follow-ups": (Duty.ANSWER, None, {"decision": "not_today"}),
    "POST /people/{person_id}/contacts": (Duty.ANSWER, None, {"kind": "call"}),
    "POST /people/{person_id}/hand-over": (Duty.ANSWER, {"person_id": _kept}, _editor),
    "POST /people/{person_id}/leave-alone": (Duty.ANSWER, None, {}),
    "POST /people/{person_id}/promises": (Duty.ANSWER, None, {"what": "a photo"}),
    "POST /promises/{promise_id}/settle": (Duty.ANSWER, None, {"outcome": "kept"}),
    "POST /people/{person_id}/notes": (Duty.ANSWER, None, {"text": "Likes clay"}),
    "PUT /person-notes/{person_note_id}": (Duty.MANAGE, None, {"text": "Likes wool"}),
    "POST /person-notes/{person_note_id}/tear-up": (Duty.MANAGE, None, None),
    "POST /people/{person_id}/dates": (Duty.ANSWER, None, {"name": "Birthday", "day": 3, "month": 5}),
    "POST /person-dates/{date_id}/forget": (Duty.ANSWER, None, None),
    "POST /brands/{brand}/time": (Duty.ANSWER, None, {"minutes": 10}),
    "POST /brands/{brand}/timer/start": (Duty.ANSWER, None, {}),
    "POST /brands/{brand}/timer/stop": (Duty.ANSWER, {"brand": _timers}, None),
    "POST /time/{time_id}/correct": (Duty.MANAGE, None, {"minutes": 5}),
}
