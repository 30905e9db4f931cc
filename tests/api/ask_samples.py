"""What the test of access sends to the asks of a community."""

from collections.abc import Callable
from typing import Any

from antiphon.community.actions.asking import AskGiven, open_ask
from antiphon.community.actions.ideas import merge_idea
from antiphon.community.actions.outcomes import publish_outcome
from antiphon.community.actions.submitting import submit_idea
from antiphon.community.actions.writing import Words
from antiphon.community.models import Ask, AskIdea, AskKind, Community, Credit, Participant, PollOption
from antiphon.community.permissions import Viewer
from antiphon.community.queries.participants import viewer_of
from tests.api.talk import Talk
from tests.world import World

type Maker = Callable[[World, Talk], int | str]


def _anna(world: World) -> Viewer:
    community = Community.objects.select_related("brand", "channel__identity", "square").get(brand=world.bottega)
    return viewer_of(community, world.anna.user)


def asked(world: World, kind: AskKind = AskKind.IDEAS) -> Ask:
    """Anna asks the square; for ideas, three were put forward."""
    anna = _anna(world)
    assert anna.community.square
    items = ("Blue", "Green") if kind in {AskKind.RANKING, AskKind.POLL} else ()
    words = Words(source="Which?")
    given = AskGiven(kind=kind, title="Which?", words=words, purpose="We choose.", items=items)
    made = open_ask(anna, anna.community.square, given)
    for title in ("One", "Two", "Three") if kind == AskKind.IDEAS else ():
        submit_idea(anna, made, title, Words(source=title))
    return made


def _merged(world: World, _talk: Talk) -> int:
    one, two = AskIdea.objects.order_by("pk")[:2]
    merge_idea(_anna(world), one, two)
    return one.pk


def _thanking(world: World, _talk: Talk) -> int:
    """An outcome that thanks everybody of the team."""
    made = asked(world)
    outcome = publish_outcome(_anna(world), made, Words(source="Done."))
    people = Participant.objects.filter(brand=world.bottega)
    Credit.objects.bulk_create(Credit(outcome=outcome, participant=one) for one in people)
    return made.pk


MAKERS: dict[str, Maker] = {
    "ask_id": lambda world, _: asked(world).pk,
    "ask_idea_id": lambda *_: AskIdea.objects.earliest("pk").pk,
}
_ASK = "/communities/{brand}/asks/{ask_id}"
_IDEA = _ASK + "/ideas/{ask_idea_id}"

#: What is sent to addresses that are for whoever takes part.
OPEN: dict[str, Any] = {
    "GET /communities/{brand}/asks": None,
    "GET /communities/{brand}/outcomes": None,
    f"GET {_ASK}": None,
    f"GET {_ASK}/ideas": None,
    f"GET {_IDEA}": None,
    "POST /communities/{brand}/groups/{group}/asks": {"title": "Which?", "source": "Bowls?", "purpose": "We choose."},
    f"POST {_ASK}/ideas": {"title": "Blue", "source": "Like the sea."},
    f"POST {_IDEA}/vote": {"wanted": True},
}
#: The same for hosts and moderators.
KEPT: dict[str, Any] = {
    f"POST {_ASK}/close": None,
    f"POST {_ASK}/outcome": {"source": "Done."},
    f"POST {_IDEA}/decide": {"state": "done"},
    f"POST {_IDEA}/merge": lambda *_: {"into": AskIdea.objects.latest("pk").pk},
}
#: Addresses with an ask of another kind: what makes it, and what is sent.
OTHERS: dict[str, tuple[dict[str, Maker], Any]] = {
    f"POST {_ASK}/order": ({"ask_id": lambda world, _: asked(world, AskKind.RANKING).pk}, {"order": [2, 1]}),
    f"POST {_ASK}/choice": (
        {"ask_id": lambda world, _: asked(world, AskKind.POLL).pk},
        lambda *_: {"options": [PollOption.objects.latest("pk").pk]},
    ),
    f"POST {_ASK}/name": ({"ask_id": _thanking}, {"named": False}),
}
#: The address that undoes a merge, for hosts.
APART = f"POST {_IDEA}/take-apart"
APART_PLACES: dict[str, Maker] = {"ask_idea_id": _merged}
