"""How something is said beside a post: about words in it, about a picture, or about all of it."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from antiphon.lib import clock
from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.lib.markup import typed_text
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.versions import keep_version
from antiphon.publishing.models import Asset, Post, ReviewComment, ReviewGuest
from antiphon.publishing.queries.commenting import passages_of, shown_in
from antiphon.publishing.queries.standing import Standing, standing_of
from antiphon.publishing.rules.anchoring import place_of

MOST_CHARACTERS = 4000


@dataclass(frozen=True, slots=True)
class Remarked:
    """What somebody says: its words, and what it is about, if not all of it: words that are quoted, or a picture.

    `passage` names the text that is quoted, if that is known; `start` is where in it, at least about. Clients see
    what is `shared`, and what they say themselves always is.
    """

    text: str
    quote: str = ""
    passage: str = ""
    start: int = 0
    asset: Asset | None = None
    shared: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", typed_text(self.text).strip())
        object.__setattr__(self, "quote", typed_text(self.quote).strip())


@transaction.atomic
def comment(by: Member | ReviewGuest, post: Post, said: Remarked) -> ReviewComment:
    """Say something beside a post; raise Refusal if it is empty, or quotes what does not stand there."""
    _require(by)
    _check(said.text)
    stands = standing_of(post)
    passage, start = _anchor(stands, said)
    if said.asset is not None and said.asset not in shown_in(stands.snapshot):
        raise Refusal(_("This picture is not in the post."), field="asset")
    return _write(by, stands, said, passage, start)


@transaction.atomic
def answer_comment(by: Member | ReviewGuest, before: ReviewComment, text: str) -> ReviewComment:
    """Answer a comment, for those who see it; an answer to an answer answers the first."""
    _require(by)
    first = before.answers or before
    said = Remarked(text, shared=first.shared)
    _check(said.text)
    return _write(by, standing_of(first.post), said, "", 0, first)


@transaction.atomic
def resolve_comment(by: Member, before: ReviewComment) -> None:
    """Say that what somebody remarked is settled."""
    _require(by)
    rows = ReviewComment.objects.filter(pk=before.pk, resolved_at=None)
    rows.update(resolved_at=clock.now(), resolved_by=by)


@transaction.atomic
def reopen_comment(by: Member, before: ReviewComment) -> None:
    """Say that it is not settled after all."""
    _require(by)
    ReviewComment.objects.filter(pk=before.pk).update(resolved_at=None, resolved_by=None)


def is_outside(by: Member | ReviewGuest) -> bool:
    """Whether somebody sees only what is given to them: a guest, or a member who may not look at everything."""
    return not (isinstance(by, Member) and allows(by, Duty.SEE))


def _require(by: Member | ReviewGuest) -> None:
    """Raise NotAllowed unless somebody writes for the brand or reviews for it; guests came by a link."""
    if isinstance(by, Member) and not (allows(by, Duty.WRITE) or allows(by, Duty.REVIEW)):
        raise NotAllowed(
            _("Your role does not allow this. Ask an owner of the brand to do it or to change your role.")
        )


def _check(text: str) -> None:
    if not text:
        raise Refusal(_("Write something first."), field="text")
    if len(text) > MOST_CHARACTERS:
        raise Refusal(_("This is too long for a comment. Say it shorter."), field="text")


def _anchor(stands: Standing, said: Remarked) -> tuple[str, int]:
    """Return the passage in which a quote stands, and where."""
    if not said.quote:
        return "", 0
    for text in sorted(passages_of(stands), key=lambda one: one.key != said.passage):
        start = place_of(said.quote, said.start, text.text)
        if start is not None:
            return text.key, start
    raise Refusal(_("These words do not stand in the post. Copy them from it, or leave this empty."), field="quote")


def _write(
    by: Member | ReviewGuest,
    stands: Standing,
    said: Remarked,
    passage: str,
    start: int,
    before: ReviewComment | None = None,
) -> ReviewComment:
    return ReviewComment.objects.create(
        post=stands.root,
        version=keep_version(stands.root.author, stands.root, stands.snapshot),
        member=by if isinstance(by, Member) else None,
        guest=None if isinstance(by, Member) else by,
        answers=before,
        text=said.text,
        passage=passage,
        quote=said.quote,
        start=start,
        asset=said.asset,
        shared=said.shared or is_outside(by),
        at=clock.now(),
    )
