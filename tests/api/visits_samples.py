"""What the test of access sends where visits are told of."""

from collections.abc import Callable
from typing import Any

from antiphon.organizations.rules import Duty
from antiphon.visits.actions.aiming import set_goal
from antiphon.visits.actions.siting import add_site
from antiphon.visits.models import TrackedSite
from tests.api.talk import Talk
from tests.world import World

type Maker = Callable[[World, Talk], int | str]
_SITE = {"name": "Shop", "domains": ["shop.example"]}
_HIT = {"url": "https://shop.example/", "address": "192.0.2.1", "agent": "Mozilla/5.0"}


def site(world: World, _talk: Talk) -> int:
    """Set a site up; return which."""
    return add_site(world.anna, name="Shop", domains="shop.example").pk


def goal(world: World, talk: Talk) -> int:
    """Set a goal; return which."""
    found = TrackedSite.objects.get(pk=site(world, talk))
    return set_goal(world.anna, found, name="Ordered", kind="path", pattern="/thanks").pk


def _aimed(world: World, talk: Talk) -> dict[str, Any]:
    return {"site": site(world, talk), "name": "Ordered", "kind": "path", "pattern": "/thanks"}


MAKERS: dict[str, Maker] = {"site_id": site, "goal_id": goal}
CALLS: dict[str, tuple[Duty, Any]] = {
    "POST /brands/{brand}/sites": (Duty.CONNECT, _SITE),
    "PUT /sites/{site_id}": (Duty.CONNECT, _SITE),
    "POST /sites/{site_id}/end": (Duty.CONNECT, None),
    "POST /sites/{site_id}/delete": (Duty.CONNECT, {"name": "Shop"}),
    "PUT /brands/{brand}/visits/kept": (Duty.CONNECT, {"months": 12}),
    "POST /sites/{site_id}/hits": (Duty.CONNECT, {"hits": [_HIT]}),
    "POST /sites/{site_id}/visitor": (Duty.CONNECT, {"address": "192.0.2.1", "agent": "Mozilla/5.0"}),
    "POST /brands/{brand}/goals": (Duty.CONNECT, _aimed),
    "POST /goals/{goal_id}/end": (Duty.CONNECT, None),
}
