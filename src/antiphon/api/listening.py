"""Listening: what people ask, need, want and worry about; what is said of it; what becomes of needs."""

from datetime import datetime
from typing import Annotated, Literal

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Created, Json, Page, cursor, seen_of
from antiphon.conversations.models import Conversation, Message
from antiphon.listening.actions.labeling import label, label_missed, undo_label
from antiphon.listening.actions.phrasing import add_phrase, choose_languages, end_phrase, put_phrase_aside
from antiphon.listening.actions.training import ask_training, switch_classifier
from antiphon.listening.models import Classifier, Finding, Label, Phrase
from antiphon.listening.queries import findings as heard
from antiphon.listening.queries.labels import classifiers_of, counts_of_labels
from antiphon.listening.queries.listening import listening_of
from antiphon.listening.rules.learned import passes
from antiphon.organizations.models import Member

router = Router(tags=["listening"])


class LabelJson(Json, frozen=True, kw_only=True):
    """What a member said a message is about: a kind, or none. One that was taken back says when."""

    id: int
    message: int
    asked: str
    says: str
    by: str
    at: datetime
    undone_at: datetime | None


class FindingJson(Json, frozen=True, kw_only=True):
    """Something that a message was found to be about. `tier` is certain, phrase or maybe.

    `spans` are the places in `text` that made it so: the first character and the one after the last. `likelihood`, 0
    to 1, is that of what was learned, where it was that which found it.
    """

    id: int
    message: int
    conversation: int
    author: str
    text: str
    kind: str
    tier: str
    language: str
    spans: list[tuple[int, int]]
    likelihood: float | None
    said_at: datetime
    label: LabelJson | None


class PhraseJson(Json, frozen=True, kw_only=True):
    """A phrase of a brand's own, or with `added` false one of ours that it put aside."""

    id: int
    language: str
    kind: str
    words: str
    added: bool
    at: datetime
    ended_at: datetime | None


class ListeningJson(Json, frozen=True, kw_only=True):
    """In which languages a brand listens, its phrases, and when it last looked through what was said."""

    languages: list[str]
    looked_at: datetime | None
    phrases: list[PhraseJson]


class KindFigures(Json, frozen=True, kw_only=True):
    """How often one kind was found rightly in cross-validation; `n` is how many there were."""

    precision: float | None
    recall: float | None
    n: int


class ClassifierJson(Json, frozen=True, kw_only=True):
    """What was last learned in a language, with the figures of cross-validation. `labels_now` may be more by now."""

    id: int | None
    language: str
    labels_now: int
    labels: int
    version: int
    asked_at: datetime | None
    trained_at: datetime | None
    trouble: str
    precision: float | None
    recall: float | None
    kinds: dict[str, KindFigures]
    used: bool


class Saying(Schema):
    """What something is: question, need, want, worry, or none."""

    says: str


class Languages(Schema):
    """In which languages to listen: en, it, es, fr."""

    languages: list[str]


class PhraseBody(Schema):
    """A phrase; with `aside` one of ours that is not to be listened for."""

    language: str
    kind: str
    words: str
    aside: bool = False


class TrainingBody(Schema):
    """In which language to learn."""

    language: str


class SwitchBody(Schema):
    """Whether it is used."""

    on: bool


@router.get("/brands/{brand}/findings")
def list_findings(
    request: Asked,
    brand: str,
    show: Literal["open", "labeled", "all"] = "open",
    tier: str = "",
    kind: str = "",
    language: str = "",
    channel: int = 0,
    after: str = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
) -> Page[FindingJson]:
    """List what was found, the latest said first; `open` is what nobody has said anything about."""
    member, seen = member_of(request, brand), seen_of(after)
    asked = heard.Asked(show, tier, kind, language, channel)
    rows, more = heard.triage(member, asked, limit=limit, offset=seen)
    return Page(items=[_finding(row) for row in rows], next=cursor(seen + limit) if more else None)


@router.post("/findings/{finding_id}/label")
def label_finding(request: Asked, finding_id: int, body: Saying) -> Created[LabelJson]:
    """Say what was found: the kind it seems, another one, or none. It is kept for good."""
    found = get_object_or_404(Finding, brand__in=brands_of(request), pk=finding_id)
    member = member_in(request, found.brand_id)
    readable = heard.findings(member, heard.Asked("all")).select_related("message")
    return Created(_label(label(member, get_object_or_404(readable, pk=found.pk), body.says)))


@router.post("/messages/{message_id}/label")
def label_message(request: Asked, message_id: int, body: Saying) -> Created[LabelJson]:
    """Say what a message is about in which nothing was found."""
    found = get_object_or_404(Message, brand__in=brands_of(request), pk=message_id)
    member = member_in(request, found.brand_id)
    told = Conversation.objects.filter(brand=member.brand).told_to(member)
    return Created(
        _label(label_missed(member, get_object_or_404(Message, conversation__in=told, pk=found.pk), body.says))
    )


@router.post("/labels/{label_id}/undo")
def take_back_label(request: Asked, label_id: int) -> LabelJson:
    """Take back what was said; that it was said stays."""
    found = get_object_or_404(
        Label.objects.select_related("message", "by__user"), brand__in=brands_of(request), pk=label_id
    )
    return _label(undo_label(member_in(request, found.brand_id), found))


@router.get("/brands/{brand}/listening")
def read_listening(request: Asked, brand: str) -> ListeningJson:
    """Read in which languages a brand listens and which phrases it added or put aside."""
    return _listening(member_of(request, brand))


@router.put("/brands/{brand}/listening")
def set_languages(request: Asked, brand: str, body: Languages) -> ListeningJson:
    """Say in which languages to listen; what was said is looked through anew."""
    member = member_of(request, brand)
    choose_languages(member, body.languages)
    return _listening(member)


@router.post("/brands/{brand}/phrases")
def create_phrase(request: Asked, brand: str, body: PhraseBody) -> Created[PhraseJson]:
    """Listen for a phrase of one's own, or not for one of ours; what was said is looked through anew."""
    act = put_phrase_aside if body.aside else add_phrase
    return Created(_phrase(act(member_of(request, brand), body.language, body.kind, body.words)))


@router.post("/phrases/{phrase_id}/end")
def take_back_phrase(request: Asked, phrase_id: int) -> PhraseJson:
    """Take back that a phrase was added or put aside."""
    found = get_object_or_404(Phrase, brand__in=brands_of(request), pk=phrase_id)
    return _phrase(end_phrase(member_in(request, found.brand_id), found))


@router.get("/brands/{brand}/classifiers")
def list_classifiers(request: Asked, brand: str) -> list[ClassifierJson]:
    """List for each language how many labels there are, and what was last learned with which figures."""
    house = member_of(request, brand).brand
    last = {one.language: one for one in classifiers_of(house)}
    return [_classifier(language, count, last.get(language)) for language, count in counts_of_labels(house).items()]


@router.post("/brands/{brand}/classifiers")
def create_classifier(request: Asked, brand: str, body: TrainingBody) -> Created[ClassifierJson]:
    """Ask that something is learned from the labels of a language; the worker does it."""
    member = member_of(request, brand)
    made = ask_training(member, body.language)
    return Created(_classifier(made.language, counts_of_labels(member.brand)[made.language], made))


@router.post("/classifiers/{classifier_id}/switch")
def switch(request: Asked, classifier_id: int, body: SwitchBody) -> ClassifierJson:
    """Use what was learned no longer, or again."""
    found = get_object_or_404(Classifier.objects.defer("weights"), brand__in=brands_of(request), pk=classifier_id)
    member = member_in(request, found.brand_id)
    made = switch_classifier(member, found, on=body.on)
    return _classifier(made.language, counts_of_labels(member.brand)[made.language], made)


def _finding(row: heard.Row) -> FindingJson:
    finding = row.finding
    return FindingJson(
        id=finding.pk,
        message=finding.message_id,
        conversation=finding.message.conversation_id,
        author=str(finding.message.author),
        text=finding.message.text,
        kind=finding.kind,
        tier=finding.tier,
        language=finding.language,
        spans=list(row.spans),
        likelihood=finding.likelihood,
        said_at=finding.said_at,
        label=_label(row.label) if row.label else None,
    )


def _label(said: Label) -> LabelJson:
    return LabelJson(
        id=said.pk,
        message=said.message_id,
        asked=said.asked,
        says=said.says,
        by=str(said.by.user),
        at=said.at,
        undone_at=said.undone_at,
    )


def _phrase(one: Phrase) -> PhraseJson:
    return PhraseJson(
        id=one.pk,
        language=one.language,
        kind=one.kind,
        words=one.words,
        added=one.added,
        at=one.at,
        ended_at=one.ended_at,
    )


def _listening(member: Member) -> ListeningJson:
    how = listening_of(member.brand)
    rows = member.brand.phrases.in_force().order_by("language", "kind", "words", "pk")
    return ListeningJson(languages=how.languages, looked_at=how.looked_at, phrases=[_phrase(one) for one in rows])


def _classifier(language: str, labels: int, one: Classifier | None) -> ClassifierJson:
    figures = one.figures if one else {}
    return ClassifierJson(
        id=one.pk if one else None,
        language=language,
        labels_now=labels,
        labels=one.labels if one else 0,
        version=one.version if one else 0,
        asked_at=one.asked_at if one else None,
        trained_at=one.trained_at if one else None,
        trouble=one.trouble if one else "",
        precision=one.precision if one else None,
        recall=one.recall if one else None,
        kinds={
            kind: KindFigures(precision=of["precision"], recall=of["recall"], n=of["n"])
            for kind, of in figures.items()
        },
        used=bool(one and one.trained_at and not one.off_at and passes(one.precision)),
    )
