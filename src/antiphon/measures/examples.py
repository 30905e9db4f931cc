"""The worked examples that several measures share: the trees of definition 3.5."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from antiphon.ledger.rules import Verb
from antiphon.measures.measure import ExampleAct

_POST = ExampleAct("R", Verb.POST, "us")


def _reply(name: str, who: str, upon: str, hours: int) -> ExampleAct:
    return ExampleAct(name, Verb.REPLY, who, upon, timedelta(hours=hours))


#: Anna, Bea and Carlo answer our post; we answer Anna, she answers us, and she answers Bea.
THREAD = (
    _POST,
    _reply("a1", "Anna", "R", 1),
    _reply("b1", "Bea", "R", 2),
    _reply("c1", "Carlo", "R", 3),
    _reply("a11", "us", "a1", 4),
    _reply("a111", "Anna", "a11", 5),
    _reply("b11", "Anna", "b1", 6),
)
THREAD_TOLD = _(
    "Anna, Bea and Carlo answer our post. We answer Anna, she answers us again, and she answers Bea: seven messages."
)


def liked_by(*names: str) -> tuple[ExampleAct, ...]:
    """Return our post and the likes of these people; "us" is one of our own accounts."""
    return (_POST, *(ExampleAct(f"like-{who}", Verb.LIKE, who, "R", timedelta(hours=1)) for who in names))


def shared_by(*names: str) -> tuple[ExampleAct, ...]:
    """Return our post and the shares of these people."""
    return (_POST, *(ExampleAct(f"share-{who}", Verb.SHARE, who, "R", timedelta(hours=1)) for who in names))


ONLY_THE_POST = (_POST,)
