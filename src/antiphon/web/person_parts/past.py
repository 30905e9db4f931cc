"""What was said and done between a person and us, in pages."""

from typing import Any, Literal, cast

from django.http import HttpRequest
from django.utils.http import urlencode

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.people.models import Person
from antiphon.relationships.queries import Asked, history
from antiphon.web.explained import explained_event
from antiphon.web.paging import place_asked, shown_place

PAGE = 30
_SIDES = ("", "them", "us")


def past(request: HttpRequest, member: Member, person: Person) -> dict[str, Any]:
    """Return a page of the history: of both sides or one, of all channels or one."""
    asked = _asked(request)
    found = history(person, asked, limit=PAGE, confined=allows(member, Duty.HOST))
    narrowed = urlencode({name: value for name, value in (("side", asked.side), ("on", asked.network)) if value})
    return {
        "events": [explained_event(event, person) for event in found.events],
        "older": shown_place(found.end) if found.end else "",
        "goes_on": asked.before is not None,
        "narrowed": narrowed,
        "side": asked.side,
        "on": asked.network,
        "networks": sorted(set(person.identities.values_list("network", flat=True)) | {asked.network} - {""}),
    }


def _asked(request: HttpRequest) -> Asked:
    side = request.GET.get("side", "")
    known = cast("Literal['', 'them', 'us']", side if side in _SIDES else "")
    return Asked(side=known, network=request.GET.get("on", "")[:40], before=place_asked(request))
