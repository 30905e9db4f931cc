"""How people become known, and when they were last seen and spoken with."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from antiphon.lib import clock
from antiphon.organizations.models import Brand
from antiphon.people.actions.recognizing import note_said, note_traits
from antiphon.people.models import Identity, IdentityLink, Person, Side


@transaction.atomic
def meet(
    brand: Brand,
    *,
    network: str,
    stable_id: str,
    at: datetime,
    handle: str,
    name: str = "",
    url: str = "",
    avatar_url: str = "",
    automated: bool = False,
    side: Side = Side.THEM,
    claimed: bool = False,
    pages: Iterable[str] = (),
    aliases: Iterable[str] = (),
) -> Identity:
    """Return the identity of an account, noting when it was last seen; a new one gets a person of its own.

    An identity that is ours stays ours, whoever meets it. The order of meetings does not matter. What is `claimed` is
    what somebody typed whom nobody knows: it tells of who was unknown, and changes nothing that is known. `pages` and
    `aliases` are what the network itself has verified: pages that link back, accounts that are the same.
    """
    # Whoever joins people or erases them meanwhile is waited for: the whole row is written below.
    identity, is_new = Identity.objects.select_for_update().get_or_create(
        brand=brand,
        network=network,
        stable_id=stable_id,
        defaults={"handle": handle[:300], "first_seen": at, "last_seen": at, "side": side},
    )
    before = (identity.handle, identity.name, identity.url, identity.side)
    known = {
        "handle": handle[:300],
        "name": name[:300],
        "url": web_address(url),
        "avatar_url": web_address(avatar_url),
    }
    if is_new or (at >= identity.last_seen and not claimed):
        for field, value in known.items():
            setattr(identity, field, value or getattr(identity, field))
        identity.automated = automated
    identity.first_seen, identity.last_seen = min(identity.first_seen, at), max(identity.last_seen, at)
    identity.side = Side.US if Side.US in {identity.side, side} else Side.THEM
    if identity.side == Side.THEM and identity.person_id is None:
        introduce(identity, at)
    identity.save()
    _see(identity)
    if is_new or before != (identity.handle, identity.name, identity.url, identity.side):
        note_traits(identity)
    note_said(identity, pages, aliases)
    return identity


@transaction.atomic
def call_identity(identity: Identity, name: str) -> None:
    """Note that an account calls itself otherwise now."""
    identity.name = name[:300]
    identity.save(update_fields=["name"])
    note_traits(identity)


@transaction.atomic
def note_spoken(identity: Identity, at: datetime) -> None:
    """Note that words went between an identity and us; what is older than the last ones changes nothing."""
    earlier = Q(spoke_at=None) | Q(spoke_at__lt=at)
    if Identity.objects.filter(earlier, pk=identity.pk, side=Side.THEM).update(spoke_at=at):
        Person.objects.filter(earlier, identities=identity.pk).update(spoke_at=at)


def introduce(identity: Identity, at: datetime, *, compare: bool = True) -> None:
    """Give an identity a person of its own."""
    person = Person.objects.create(
        brand=identity.brand,
        name=(identity.name or identity.handle)[:200],
        created_at=at,
        seen_at=identity.last_seen,
        spoke_at=identity.spoke_at,
        compare_due_at=clock.now() if compare else None,
    )
    identity.person = person
    identity.save()
    IdentityLink.objects.create(identity=identity, person=person, ground=IdentityLink.Ground.FIRST_SEEN, at=at)


def retell(people: Iterable[int]) -> None:
    """Work out anew when people were last seen and spoken with, from the accounts that are theirs today."""
    for person in Person.objects.filter(pk__in=people):
        theirs = person.identities.filter(side=Side.THEM).values_list("last_seen", "spoke_at")
        person.seen_at = max((seen for seen, _spoke in theirs), default=None)
        person.spoke_at = max((spoke for _seen, spoke in theirs if spoke), default=None)
        person.save(update_fields=["seen_at", "spoke_at"])


def _see(identity: Identity) -> None:
    if identity.person_id is None:
        return
    if identity.side == Side.US:
        retell([identity.person_id])
        return
    earlier = Q(seen_at=None) | Q(seen_at__lt=identity.last_seen)
    Person.objects.filter(earlier, pk=identity.person_id).update(seen_at=identity.last_seen)


def web_address(url: str) -> str:
    """Return the address if it is one that a person may follow and that can be kept, else nothing."""
    return url if url.startswith(("https://", "http://")) and len(url) <= 1000 else ""
