"""An import is undone: who came by it alone goes; whom somebody met, or noted something of, stays."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q

from antiphon.lib import clock
from antiphon.people.actions.meeting import retell
from antiphon.people.models import ContactImport, Identity, IdentityLink, Person, Stage

_BATCH = 200


@transaction.atomic
def undo_next(imported: ContactImport, lease: timedelta) -> bool:
    """Take the next accounts of an import back; whether there were any."""
    held = ContactImport.objects.select_for_update().filter(pk=imported.pk, stage=Stage.UNDOING).first()
    if held is None:
        return False
    rows = list(held.accounts.select_related("identity").order_by("pk")[:_BATCH])
    if not rows:
        held.cards.all().delete()
        held.rows.all().delete()
        held.stage, held.undone_at, held.held_until = Stage.UNDONE, clock.now(), None
        held.save(update_fields=["stage", "undone_at", "held_until"])
        return False
    held.accounts.filter(pk__in=[row.pk for row in rows]).delete()
    held.cards.filter(identity__in=[row.identity_id for row in rows]).delete()
    _let_go([row.identity_id for row in rows])
    ContactImport.objects.filter(pk=held.pk).update(held_until=clock.now() + lease)
    return True


def _let_go(identities: Collection[int]) -> None:
    unmet = Identity.objects.filter(
        pk__in=identities, spoke_at=None, last_seen=F("first_seen"), consents=None, entries=None
    )
    own = dict(unmet.values_list("pk", "person"))
    links = IdentityLink.objects.filter(identity__in=own).values_list("identity", "person")
    people = {one for one in own.values() if one} | {person for _identity, person in links}
    busy = _held_elsewhere(Person, people)
    stay = {identity for identity, person in links if person in busy} | _held_elsewhere(Identity, own)
    gone = [one for one, person in own.items() if one not in stay and person not in busy]
    Identity.objects.filter(pk__in=gone).delete()
    empty = Person.objects.filter(Q(identities=None) & Q(links=None), pk__in=people - busy)
    Person.objects.filter(pk__in=list(empty.values_list("pk", flat=True))).delete()
    retell(people)


def _held_elsewhere(model: type[models.Model], keys: Iterable[int]) -> set[int]:
    """Return those to whom something points that is no part of the book: words, notes, promises, opportunities."""
    found: set[int] = set()
    wanted = list(keys)
    for relation in model._meta.related_objects:  # noqa: SLF001  Django's way to ask what points here
        other: Any = relation.related_model
        if other._meta.app_label != "people":  # noqa: SLF001
            name = relation.field.name
            rows = other._base_manager.filter(**{f"{name}__in": wanted})  # noqa: SLF001
            found |= set(rows.values_list(name, flat=True))
    return found
