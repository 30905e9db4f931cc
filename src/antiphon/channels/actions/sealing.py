"""Everything that is sealed is sealed anew with a fresh key."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import transaction

from antiphon.channels.models import Application, Channel, Grant, SignIn
from antiphon.channels.queries import sealer
from antiphon.devices.models import Device, PushKey
from antiphon.lib.secrets import SealBroken, new_key, read_keys, write_keys
from antiphon.people.models import AddressBook

#: What is sealed, and what stands beside it that is no loss if it cannot be opened.
_SEALED: list[tuple[type[Any], tuple[str, ...], tuple[str, ...]]] = [
    (Application, ("secret_sealed",), ()),
    (Grant, ("access_sealed", "refresh_sealed"), ()),
    (SignIn, (), ("typed_sealed", "verifier_sealed")),
    (Channel, ("credentials_sealed",), ("session_sealed",)),
    (AddressBook, ("password_sealed",), ()),
    (PushKey, (), ("private_sealed",)),
    (Device, (), ("address_sealed", "reader_sealed")),
]


def also_sealed(model: type[Any], needed: tuple[str, ...], spare: tuple[str, ...] = ()) -> None:
    """Let somebody above say what of theirs is sealed with the same keys, so that it is sealed anew with the rest."""
    _SEALED.append((model, needed, spare))


def rotate_secrets() -> int:
    """Seal every stored credential with a fresh key and forget the old keys; return how many there were.

    Safe to stop halfway: the fresh key is written beside the old ones first, and they go last.
    """
    path = settings.SECRETS_FILE
    write_keys(path, [new_key(), *read_keys(path)])
    count = sum(_reseal(model, pk, needed, spare) for model, pk, needed, spare in _rows())
    write_keys(path, read_keys(path)[:1])
    return count


def _rows() -> Iterator[tuple[type[Any], int, tuple[str, ...], tuple[str, ...]]]:
    for model, needed, spare in _SEALED:
        rows = model.objects.all()
        for name in needed[:1]:
            rows = rows.exclude(**{name: ""})
        for pk in rows.values_list("pk", flat=True):
            yield model, pk, needed, spare


@transaction.atomic
def _reseal(model: type[Any], pk: int, needed: tuple[str, ...], spare: tuple[str, ...]) -> int:
    row = model.objects.select_for_update().filter(pk=pk).first()
    if row is None:  # it went meanwhile
        return 0
    reseal = sealer().reseal
    try:
        _each(row, needed, reseal)
    except SealBroken as error:
        raise SealBroken(f"{row}: {error} Connect it again, then rotate once more.") from error
    for name in spare:
        with suppress(SealBroken):  # it can be had anew
            _each(row, (name,), reseal)
    row.save(update_fields=[*needed, *spare])
    return 1


def _each(row: Any, names: tuple[str, ...], reseal: Callable[[str], str]) -> None:
    for name in names:
        if getattr(row, name):
            setattr(row, name, reseal(getattr(row, name)))
