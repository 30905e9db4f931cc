"""Who may be one person: suggestions to decide, joinings and the way back."""

from datetime import datetime
from typing import Annotated, Literal

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Json, Page, cursor, seen_of
from antiphon.organizations.models import Member
from antiphon.people import actions
from antiphon.people.models import Merge, Person, Suggestion
from antiphon.people.queries import Decision, Pair, decisions, pairs_to_decide
from antiphon.people.queries.deciding import evidence_of
from antiphon.people.rules import Match

router = Router(tags=["people"])


class SignJson(Json, frozen=True, kw_only=True):
    """A piece of evidence and its weight, from 0 to 1."""

    sign: str
    weight: float


class NamedJson(Json, frozen=True, kw_only=True):
    """A person by name."""

    id: int
    name: str


class PairJson(Json, frozen=True, kw_only=True):
    """Two people who may be one. `score` from 0 to 1; `doubt`: they have accounts on one network."""

    id: int
    one: NamedJson
    other: NamedJson
    score: float
    doubt: bool
    evidence: list[SignJson]
    found_at: datetime


class JoinedJson(Json, frozen=True, kw_only=True):
    """A joining: `gone` is part of `kept`. `by` is null where evidence alone decided; `undone_at` once taken back."""

    id: int
    kept: NamedJson
    gone: NamedJson
    ground: str
    score: float | None
    evidence: list[SignJson]
    accounts: list[str]
    by: int | None
    at: datetime
    undone_by: int | None
    undone_at: datetime | None


class Answered(Schema):
    """What becomes of a suggestion; `keep` is the person whose name and address stay, the first without it."""

    answer: Literal["link", "not", "later"]
    keep: int | None = None
    name: str = ""


class Joining(Schema):
    """Who else somebody is, and what they are called from now on (as before without a name)."""

    other: int
    name: str = ""


class Called(Schema):
    """What a person is called in the book."""

    name: str


@router.get("/brands/{brand}/same-person")
def list_pairs(
    request: Asked, brand: str, cursor: str = "", limit: Annotated[int, Query(ge=1, le=100)] = 30
) -> Page[PairJson]:
    """List who may be one person and waits for a member's word, the most likely first."""
    seen = seen_of(cursor)
    pairs = pairs_to_decide(member_of(request, brand).brand, limit + 1, seen)
    return Page(items=[_pair(pair) for pair in pairs[:limit]], next=_after(seen + limit) if pairs[limit:] else None)


@router.post("/same-person/{suggestion_id}")
def answer_pair(request: Asked, suggestion_id: int, body: Answered) -> list[JoinedJson]:
    """Decide on a suggestion: one person (the joining is returned), not the same, or later."""
    rows = Suggestion.objects.select_related("one", "other").filter(brand__in=brands_of(request))
    found = get_object_or_404(rows, pk=suggestion_id)
    member = member_in(request, found.brand_id)
    if body.answer == "link":
        return [_joined(_decided(_link(member, found, body)))]
    if body.answer == "not":
        actions.say_not_the_same(member, found.one, found.other)
    else:
        actions.put_off(member, found)
    return []


@router.post("/people/{person_id}/join")
def join_person(request: Asked, person_id: int, body: Joining) -> JoinedJson:
    """Join a person with another entry of the same person; both histories become one."""
    kept = _person(request, person_id)
    member = member_in(request, kept.brand_id)
    other = get_object_or_404(Person, pk=body.other, brand=kept.brand_id)
    return _joined(_decided(actions.join_people(member, kept, other, name=body.name)))


@router.get("/people/{person_id}/joinings")
def list_joinings(request: Asked, person_id: int) -> list[JoinedJson]:
    """List the joinings that made a person, those taken back too, the latest first."""
    return [_joined(one) for one in decisions(_person(request, person_id))]


@router.post("/joinings/{joining_id}/take-back")
def take_back_joining(request: Asked, joining_id: int) -> JoinedJson:
    """Take a joining back: every account returns to whom it belongs without it."""
    found = get_object_or_404(Merge.objects.filter(brand__in=brands_of(request)), pk=joining_id)
    actions.part_people(member_in(request, found.brand_id), found)
    return _joined(_decided(found))


@router.post("/people/{person_id}/name")
def rename_person(request: Asked, person_id: int, body: Called) -> NamedJson:
    """Call a person by another name, in the book only."""
    found = _person(request, person_id)
    actions.rename(member_in(request, found.brand_id), found, body.name)
    return _named(found)


_after = cursor


def _link(member: Member, found: Suggestion, body: Answered) -> Merge:
    kept, gone = (found.other, found.one) if body.keep == found.other_id else (found.one, found.other)
    match = Match(found.score, evidence_of(found.evidence), found.doubt)
    return actions.join_people(member, kept, gone, name=body.name, match=match)


def _person(request: Asked, person_id: int) -> Person:
    return get_object_or_404(Person.objects.filter(brand__in=brands_of(request)), pk=person_id)


def _decided(merge: Merge) -> Decision:
    return next(one for one in decisions(Person.objects.get(pk=merge.kept_id)) if one.merge.pk == merge.pk)


def _named(person: Person) -> NamedJson:
    return NamedJson(id=person.pk, name=person.name)


def _pair(pair: Pair) -> PairJson:
    row = pair.suggestion
    return PairJson(
        id=row.pk,
        one=_named(pair.one),
        other=_named(pair.other),
        score=row.score,
        doubt=row.doubt,
        evidence=[SignJson(sign=one.sign, weight=one.weight) for one in pair.evidence],
        found_at=row.found_at,
    )


def _joined(decision: Decision) -> JoinedJson:
    merge = decision.merge
    return JoinedJson(
        id=merge.pk,
        kept=_named(merge.kept),
        gone=_named(merge.gone),
        ground=merge.ground,
        score=merge.score,
        evidence=[SignJson(sign=one.sign, weight=one.weight) for one in decision.evidence],
        accounts=[one.handle for one in decision.accounts],
        by=merge.by_id,
        at=merge.at,
        undone_by=merge.undone_by_id,
        undone_at=merge.undone_at,
    )
