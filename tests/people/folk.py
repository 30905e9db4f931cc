"""People met on networks, for the tests of the book of people."""

from datetime import datetime, timedelta

from antiphon.lib import clock
from antiphon.organizations.models import Brand
from antiphon.people.actions import meet
from antiphon.people.models import Identity, Person


def met(
    brand: Brand,
    handle: str,
    name: str = "",
    *,
    network: str = "mastodon",
    at: datetime | None = None,
    **more: object,
) -> Identity:
    """Meet somebody on a network, an hour ago."""
    host = "town.example" if network == "mastodon" else f"{network}.example"
    return meet(
        brand,
        network=network,
        stable_id=f"https://{host}/users/{handle}",
        handle=f"@{handle}@{host}",
        name=name,
        url=f"https://{host}/@{handle}",
        at=at or clock.now() - timedelta(hours=1),
        **more,  # type: ignore[arg-type]
    )


def person_of(identity: Identity) -> Person:
    """Return whom an account belongs to now."""
    identity.refresh_from_db()
    assert identity.person is not None
    return identity.person
