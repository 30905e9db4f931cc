"""Somebody is forgotten: what they did stays counted, and leads to nobody any more."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from antiphon.people.actions.meeting import introduce, retell
from antiphon.people.models import (
    BookConflict,
    BookEntry,
    Identity,
    ImportedAccount,
    ImportedRow,
    Person,
    Rejection,
    Side,
)
from antiphon.people.queries.address_books import forgotten_path


@transaction.atomic
def anonymize(identity: Identity, *, stable_id: str, name: str, at: datetime) -> None:
    """Leave an identity without a name: what it did stays counted, and leads to nobody any more.

    Its person goes, with what is noted about how we stand, unless other accounts are known to be theirs; so do those
    who were joined with them.
    """
    called = {identity.name, identity.handle}
    known = set(identity.links.values_list("person", flat=True)) | {identity.person_id}
    identity.links.all().delete()
    identity.traits.all().delete()
    identity.consents.all().delete()
    identity.cards.all().delete()
    _forget_entries(identity)
    ImportedAccount.objects.filter(identity=identity).delete()
    ImportedRow.objects.filter(imported__brand=identity.brand_id, key=identity.stable_id).delete()
    Rejection.objects.filter(Q(one=identity) | Q(other=identity)).delete()
    identity.stable_id, identity.handle, identity.name = stable_id, name, name
    identity.url, identity.avatar_url, identity.anonymized_at, identity.person = "", "", at, None
    identity.save()
    if identity.side == Side.THEM:
        introduce(identity, at, compare=False)
    _let_go([one for one in known if one], called)


def _forget_entries(identity: Identity) -> None:
    """Leave of a card on a server only by what it is known not to be read again."""
    BookConflict.objects.filter(entry__identity=identity).delete()
    for entry in BookEntry.objects.filter(identity=identity):
        entry.path, entry.etag, entry.identity, entry.card = forgotten_path(entry.path), "", None, None
        entry.told, entry.ours = {}, {}
        entry.save()


def _let_go(people: list[int], called: set[str]) -> None:
    """Forget who was known by nothing else; who stays is called by an account that stays."""
    for person in Person.objects.filter(pk__in=people):
        if not person.identities.exists() and not person.links.exists():
            person.delete()
            continue
        left = person.identities.first()
        if left is not None and person.name in called:
            person.name = str(left)
            person.save(update_fields=["name"])
        retell([person.pk])
