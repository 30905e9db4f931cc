"""What tests of asks begin with."""

from collections.abc import Sequence
from typing import Any

from antiphon.community.actions.asking import AskGiven, open_ask
from antiphon.community.actions.submitting import submit_idea
from antiphon.community.actions.writing import Words
from antiphon.community.models import Ask, AskIdea, AskKind, Group
from antiphon.community.permissions import Viewer
from tests.community.place import Place


def asked(place: Place, by: Viewer, kind: AskKind = AskKind.IDEAS, group: Group | None = None, **given: Any) -> Ask:
    """Ask the square, or another group, for help."""
    told: dict[str, Any] = {"title": "What shall we glaze?", "purpose": "We choose the spring bowls by it."} | given
    items: Sequence[str] = ("Blue", "Green", "White") if kind in {AskKind.RANKING, AskKind.POLL} else ()
    words = Words(source="Bowls, cups, plates?")
    return open_ask(by, group or place.square, AskGiven(**{"kind": kind, "words": words, "items": items} | told))


def idea(by: Viewer, ask: Ask, title: str = "Blue bowls", source: str = "Like the sea.") -> AskIdea:
    """Put an idea forward; it stands at once."""
    made = submit_idea(by, ask, title, Words(source=source))
    assert isinstance(made, AskIdea)
    return made
