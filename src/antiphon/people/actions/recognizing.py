"""What is known of accounts, by which it is found who may be one person."""

from collections.abc import Iterable

from django.db import transaction

from antiphon.lib import clock
from antiphon.people.models import Identity, KnownTrait, Person, Side
from antiphon.people.models.recognizing import FOLLOWS
from antiphon.people.queries.recognizing import trait_key
from antiphon.people.rules import Kind, Trait, address_trait, mail_trait, traits_of


@transaction.atomic
def note_trait(identity: Identity, trait: Trait | None) -> bool:
    """Note something by which an identity may be recognized; return whether it was new. Made with `people.rules`.

    What was verified once stays so. A trait that says nothing (None) is not noted.
    """
    if trait is None or identity.side == Side.US or identity.anonymized_at:
        return False
    kept, is_new = KnownTrait.objects.get_or_create(
        identity=identity,
        kind=trait.kind,
        key=trait.key,
        defaults={"brand_id": identity.brand_id, "verified": trait.verified, "noted_at": clock.now()},
    )
    proven = trait.verified and not kept.verified
    if proven:
        KnownTrait.objects.filter(pk=kept.pk).update(verified=True)
    if is_new or proven:
        look_again(identity)
    return is_new or proven


@transaction.atomic
def recognize(
    identity: Identity, *, mail: str = "", mail_verified: bool = False, sign_in: int = 0, page: str = ""
) -> None:
    """Note how somebody is known elsewhere: mail address, the user who signs in, a page that links back (rel=me)."""
    if mail:
        note_trait(identity, mail_trait(trait_key(identity.brand_id), mail, verified=mail_verified))
    if sign_in:
        note_trait(identity, Trait(Kind.SIGN_IN, str(sign_in), verified=True))
    if page:
        note_trait(identity, address_trait(Kind.PAGE, page, verified=True))


@transaction.atomic
def forget_page(identity: Identity, page: str) -> None:
    """Note that a page links back no more: what was joined by it stays, it joins nobody from now on."""
    trait = address_trait(Kind.PAGE, page)
    if trait:
        identity.traits.filter(kind=Kind.PAGE, key=trait.key).delete()


def note_said(identity: Identity, pages: Iterable[str], aliases: Iterable[str]) -> None:
    """Note what a network has verified of an account."""
    for page in pages:
        note_trait(identity, address_trait(Kind.PAGE, page, verified=True))
    for alias in aliases:
        note_trait(identity, address_trait(Kind.ALIAS, alias, verified=True))


def note_traits(identity: Identity) -> None:
    """Note anew what follows from how an account calls itself; an account of ours is nobody to be recognized."""
    wanted = _wanted(identity)
    old = identity.traits.filter(kind__in=FOLLOWS) if identity.side == Side.THEM else identity.traits.all()
    had = {(one.kind, one.key): one.pk for one in old}
    new = {(one.kind, one.key): one for one in wanted if (one.kind, one.key) not in had}
    gone = [pk for known, pk in had.items() if known not in {(one.kind, one.key) for one in wanted}]
    if gone:
        KnownTrait.objects.filter(pk__in=gone).delete()
    now = clock.now()
    KnownTrait.objects.bulk_create(
        [
            KnownTrait(brand_id=identity.brand_id, identity=identity, kind=one.kind, key=one.key, noted_at=now)
            for one in new.values()
        ],
        ignore_conflicts=True,
    )
    if new or gone:
        look_again(identity)


def look_again(identity: Identity) -> None:
    """Let it be looked who else the person of an identity may be."""
    if identity.person_id and identity.side == Side.THEM and identity.anonymized_at is None:
        Person.objects.filter(pk=identity.person_id).update(compare_due_at=clock.now())


def _wanted(identity: Identity) -> frozenset[Trait]:
    if identity.side == Side.US or identity.anonymized_at:
        return frozenset()
    return traits_of(
        trait_key(identity.brand_id),
        network=identity.network,
        stable_id=identity.stable_id,
        handle=identity.handle,
        name=identity.name,
        url=identity.url,
    )
