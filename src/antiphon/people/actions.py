"""How people become known: the only place that writes them."""

from datetime import datetime

from django.db import transaction

from antiphon.organizations.models import Brand
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
) -> Identity:
    """Return the identity of an account, noting when it was last seen; a new one gets a person of its own.

    An identity that is ours stays ours, whoever meets it. The order of meetings does not matter. What is `claimed` is
    what somebody typed whom nobody knows: it tells of who was unknown, and changes nothing that is known.
    """
    identity, is_new = Identity.objects.get_or_create(
        brand=brand,
        network=network,
        stable_id=stable_id,
        defaults={"handle": handle[:300], "first_seen": at, "last_seen": at, "side": side},
    )
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
    if identity.side == Side.THEM and identity.person is None:
        _introduce(identity, at)
    identity.save()
    return identity


@transaction.atomic
def link(identity: Identity, person: Person, ground: IdentityLink.Ground, at: datetime) -> None:
    """Decide that an identity belongs to a person. What it did stays with it; earlier decisions stay on record."""
    identity.person = person
    identity.save(update_fields=["person"])
    IdentityLink.objects.create(identity=identity, person=person, ground=ground, at=at)


@transaction.atomic
def anonymize(identity: Identity, *, stable_id: str, name: str, at: datetime) -> None:
    """Leave an identity without a name: what it did stays counted, and leads to nobody any more.

    Its person goes, with what is noted about how we stand, unless other accounts are known to be theirs.
    """
    before = identity.person
    identity.links.all().delete()
    identity.stable_id, identity.handle, identity.name = stable_id, name, name
    identity.url, identity.avatar_url, identity.anonymized_at, identity.person = "", "", at, None
    identity.save()
    if identity.side == Side.THEM:
        _introduce(identity, at)
    if before is not None and not before.identities.exists():
        before.delete()


def _introduce(identity: Identity, at: datetime) -> None:
    person = Person.objects.create(brand=identity.brand, name=identity.name or identity.handle, created_at=at)
    identity.person = person
    identity.save()
    IdentityLink.objects.create(identity=identity, person=person, ground=IdentityLink.Ground.FIRST_SEEN, at=at)


def web_address(url: str) -> str:
    """Return the address if it is one that a person may follow and that can be kept, else nothing."""
    return url if url.startswith(("https://", "http://")) and len(url) <= 1000 else ""
