"""People and words for tests about keeping in touch, at real moments around now."""

from datetime import datetime, timedelta

from antiphon.lib import clock
from antiphon.organizations.actions import add_member
from antiphon.organizations.models import Member, Role
from antiphon.people.models import Person
from tests.web.heard import heard
from tests.world import World, make_user


def known(world: World, name: str, *, days_ago: float = 40, text: str = "Do you ship to France?") -> Person:
    """Hear somebody speak to us some days ago; return the person."""
    person = heard(world.site, name, text, at=clock.now() - timedelta(days=days_ago)).author.person
    assert person is not None
    return person


def editor(world: World, name: str = "Eva") -> Member:
    """Let somebody join the team who answers people."""
    return add_member(by=world.anna, user=make_user(f"{name.lower()}@example.org", name), role=Role.EDITOR)


def later(**span: float) -> datetime:
    """Return a moment to come."""
    return clock.now() + timedelta(**span)
