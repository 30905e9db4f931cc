"""Lists of words and links, for programs of hosts, and how many first writings of a newcomer wait."""

from datetime import datetime
from typing import Annotated

from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import AfterValidator, Field

from antiphon.api.access import Asked
from antiphon.api.answers import Created, Json
from antiphon.api.community import viewer_in
from antiphon.community.actions import listing
from antiphon.community.actions.listing import ListGiven
from antiphon.community.models import ListEffect, ListKind, WordList
from antiphon.community.permissions import Viewer, require_host

router = Router(tags=["community"])

_LONGEST = 20_000


class WordListJson(Json, frozen=True, kw_only=True):
    """A list: `kind` is words or links, `effect` flag, hold or refuse; without a `language` it holds in all."""

    id: int
    name: str
    kind: str
    effect: str
    language: str
    entries: list[str]
    changed_at: datetime
    changed_by: str | None


class WordListsJson(Json, frozen=True, kw_only=True):
    """All lists by name, and how many first writings of a newcomer wait for a moderator."""

    held_first: int
    lists: list[WordListJson]


def _short(entries: list[str]) -> list[str]:
    if len("\n".join(entries)) > _LONGEST:
        raise ValueError("more than 20,000 characters")
    return entries


class WordListBody(Schema):
    """A list as it is to be; of links the hosts stand on it, one an entry."""

    name: str = Field(max_length=80)
    entries: Annotated[list[str], AfterValidator(_short)]
    kind: ListKind = ListKind.WORDS
    effect: ListEffect = ListEffect.HOLD
    language: str = ""

    def given(self) -> ListGiven:
        """Return it as the action takes it."""
        return ListGiven(
            name=self.name,
            entries="\n".join(self.entries),
            kind=self.kind,
            effect=self.effect,
            language=self.language,
        )


class HeldFirstBody(Schema):
    """How many first writings wait, from 0 to 20."""

    number: int


_LISTS = "/communities/{brand}/moderation/lists"


@router.get(_LISTS)
def show_word_lists(request: Asked, brand: str) -> WordListsJson:
    """Show hosts the lists of words and links."""
    return _shown(viewer_in(request, brand))


@router.post(_LISTS)
def create_word_list(request: Asked, brand: str, body: WordListBody) -> Created[WordListJson]:
    """Make a list of words or links."""
    return Created(_list(listing.keep_list(viewer_in(request, brand), body.given())))


@router.put(_LISTS + "/{list_id}")
def change_word_list(request: Asked, brand: str, list_id: int, body: WordListBody) -> WordListJson:
    """Change a list: it becomes what is sent, whole."""
    viewer = viewer_in(request, brand)
    return _list(listing.keep_list(viewer, body.given(), _known(viewer, list_id)))


@router.post(_LISTS + "/{list_id}/remove")
def remove_word_list(request: Asked, brand: str, list_id: int) -> dict[str, bool]:
    """Throw a list away."""
    viewer = viewer_in(request, brand)
    listing.drop_list(viewer, _known(viewer, list_id))
    return {"removed": True}


@router.put("/communities/{brand}/moderation/held-first")
def hold_first_writings(request: Asked, brand: str, body: HeldFirstBody) -> WordListsJson:
    """Say how many first writings of a newcomer wait for a moderator; 0: none."""
    viewer = viewer_in(request, brand)
    listing.hold_first(viewer, body.number)
    return _shown(viewer)


def _known(viewer: Viewer, pk: int) -> WordList:
    require_host(viewer)
    return get_object_or_404(WordList.objects.select_related("changed_by"), brand=viewer.brand, pk=pk)


def _shown(viewer: Viewer) -> WordListsJson:
    require_host(viewer)
    found = WordList.objects.filter(brand=viewer.brand).select_related("changed_by").order_by("name", "pk")
    return WordListsJson(held_first=viewer.community.held_first, lists=[_list(one) for one in found])


def _list(one: WordList) -> WordListJson:
    return WordListJson(
        id=one.pk,
        name=one.name,
        kind=one.kind,
        effect=one.effect,
        language=one.language,
        entries=one.entries.splitlines(),
        changed_at=one.changed_at,
        changed_by=one.changed_by.handle if one.changed_by else None,
    )
