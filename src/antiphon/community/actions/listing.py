"""Hosts keep the lists of words and links, and say how many first writings wait."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from antiphon.community.models import ListEffect, ListKind, WordList
from antiphon.community.permissions import Viewer, require_host
from antiphon.community.rules import entries_of, host_of
from antiphon.lib import clock
from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.lib.folding import folded
from antiphon.lib.markup import clean_text

_MOST_ENTRIES, MOST_FIRST = 1_000, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ListGiven:
    """A list as it is to be. `entries` are lines."""

    name: str
    entries: str
    kind: ListKind = ListKind.WORDS
    effect: ListEffect = ListEffect.HOLD
    language: str = ""


@transaction.atomic
def keep_list(viewer: Viewer, given: ListGiven, known: WordList | None = None) -> WordList:
    """Make a list, or change one."""
    require_host(viewer)
    kept = known or WordList(brand=viewer.brand)
    if kept.brand_id != viewer.brand.pk:
        raise NotAllowed(_("Only hosts of the community do this."))
    kept.name = _name(viewer, given.name, kept)
    kept.entries = "\n".join(_entries(given))
    kept.kind, kept.effect, kept.language = given.kind, given.effect, given.language
    if kept.language and kept.language not in dict(settings.LANGUAGES):
        raise Refusal(_("Choose one of the languages, or all."), field="language")
    kept.changed_at, kept.changed_by = clock.now(), viewer.participant
    kept.save()
    return kept


@transaction.atomic
def drop_list(viewer: Viewer, known: WordList) -> None:
    """Throw a list away."""
    require_host(viewer)
    WordList.objects.filter(brand=viewer.brand, pk=known.pk).delete()


@transaction.atomic
def hold_first(viewer: Viewer, number: int) -> None:
    """Say how many first writings of a newcomer wait for approval; 0 for none."""
    require_host(viewer)
    if not 0 <= number <= MOST_FIRST:
        raise Refusal(_("Choose a number from 0 to 20."), field="held_first")
    viewer.community.held_first = number
    viewer.community.save(update_fields=["held_first"])


def _name(viewer: Viewer, typed: str, kept: WordList) -> str:
    name = " ".join(clean_text(typed).split())[:80]
    if not name:
        raise Refusal(_("Give the list a name: whoever is refused reads it."), field="name")
    if WordList.objects.filter(brand=viewer.brand, name=name).exclude(pk=kept.pk).exists():
        raise Refusal(_("There is a list of this name already."), field="name")
    return name


def _entries(given: ListGiven) -> list[str]:
    found = entries_of(clean_text(given.entries))
    meant = host_of if given.kind == ListKind.LINKS else folded
    if not found:
        raise Refusal(_("Put something on the list, one a line."), field="entries")
    if len(found) > _MOST_ENTRIES or any(len(one) > 200 for one in found):
        raise Refusal(_("A list holds at most 1,000 lines of 200 characters."), field="entries")
    nothing = next((one for one in found if not meant(one)), "")
    if nothing:
        raise Refusal(_("“%(line)s” can never be found.") % {"line": nothing}, field="entries")
    return found
