"""What a review shows of a post, to members and to guests alike."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member, Role
from antiphon.publishing.actions.asking import able_to_say_yes
from antiphon.publishing.actions.commenting import Remarked, is_outside
from antiphon.publishing.actions.reviewing import Said, turn_of
from antiphon.publishing.models import (
    Asked,
    Asset,
    Decision,
    Post,
    ReviewGuest,
    ReviewRequest,
    Series,
    VerdictLabel,
    Version,
)
from antiphon.publishing.previews import Preview, previews
from antiphon.publishing.queries.agreeing import approvals_of, steps_asked, voice_of, yes_counts
from antiphon.publishing.queries.commenting import (
    Marked,
    Remark,
    marked,
    passages_of,
    remarks,
    shown_in,
)
from antiphon.publishing.queries.drafts import draft_again
from antiphon.publishing.queries.reviewing import last_requests
from antiphon.publishing.queries.standing import Standing, standing_of
from antiphon.publishing.rules.agreeing import Outcome, Verdict, current_step, digest_of_post
from antiphon.publishing.rules.delivering import State
from antiphon.web.changes import Changes, changes_between
from antiphon.web.paging import number_in

type Reviewer = Member | ReviewGuest

#: What may be said about a post, and in which words the button says it.
VERDICT_BUTTONS = {
    Verdict.APPROVE: _("Approve"),
    Verdict.CHANGES: _("Ask for changes"),
    Verdict.HOLD: _("Put it on hold"),
}


#: Anybody in a role, as one of those whose yes is asked for.
ROLES_ASKED = {
    Role.OWNER: _("an owner"),
    Role.EDITOR: _("an editor"),
    Role.AUTHOR: _("an author"),
    Role.APPROVER: _("an approver"),
    Role.ANALYST: _("an analyst"),
    Role.CLIENT: _("the client"),
}


@dataclass(frozen=True, slots=True)
class Asking:
    """One who is asked in a step, in words, and what they said, if anything."""

    who: Promise | str
    said: Decision | None


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step of a review: whether all of those asked are needed; `done`, `waiting`, `coming` or `ended`."""

    number: int
    needs_all: bool
    asked: list[Asking]
    state: str


@dataclass(frozen=True, slots=True)
class Review:
    """A post under review, as it is shown."""

    post: Post
    stands: Standing
    request: ReviewRequest | None
    steps: list[StepShown]
    my_turn: bool
    my_yes_counts: bool
    may_hold: bool
    previews: list[Preview]
    texts: list[Marked]
    remarks: list[Remark]
    due_at: datetime | None
    changes: Changes | None
    series: Series | None

    @property
    def is_open(self) -> bool:
        """Whether somebody's yes is waited for."""
        return self.request is not None and self.request.outcome == Outcome.OPEN

    @property
    def is_stuck(self) -> bool:
        """Whether nobody of those whose turn it is can say yes: they left, or it is their own words."""
        if self.request is None or not self.is_open:
            return False
        turn = [row for row in self.request.asked.all() if row.position == self.request.step]
        return not any(row.role == Role.CLIENT or able_to_say_yes(row) for row in turn)

    @property
    def pictures(self) -> list[Asset]:
        """What it shows."""
        return shown_in(self.stands.snapshot)

    @property
    def open_remarks(self) -> list[Remark]:
        """Comments that are not settled."""
        return [one for one in self.remarks if one.comment.resolved_at is None]

    @property
    def settled_remarks(self) -> list[Remark]:
        """Comments that are settled."""
        return [one for one in self.remarks if one.comment.resolved_at is not None]


def review_of(by: Reviewer, post: Post) -> Review:
    """Return a post, which continues none, as somebody sees it who reviews it."""
    stands = standing_of(post)
    request = last_requests([post]).get(post.pk)
    texts = passages_of(stands)
    said = remarks(post, texts, outside=is_outside(by))
    going = list({one.channel_id: one.channel for one in stands.deliveries}.values())
    hours = [one.due_at for one in stands.deliveries if one.due_at and one.state != State.LIVE]
    return Review(
        post=post,
        stands=stands,
        request=request,
        steps=steps_shown(request) if request else [],
        my_turn=request is not None and request.outcome == Outcome.OPEN and turn_of(by, request),
        my_yes_counts=request is not None and yes_counts(by, request),
        may_hold=request is not None and _may_hold(by, request, stands),
        previews=previews(draft_again(post, going)) if going else [],
        texts=marked(texts, said),
        remarks=said,
        due_at=min(hours, default=None),
        changes=_since_before(request, stands) if request else None,
        series=Series.objects.filter(occurrences__post=post).first(),
    )


def steps_shown(request: ReviewRequest) -> list[StepShown]:
    """Return the steps of a review with who said what."""
    rows, decisions = list(request.asked.all()), list(request.decisions.all())
    steps, waiting = steps_asked(request), current_step(steps_asked(request), approvals_of(request))
    return [
        StepShown(
            number=place + 1,
            needs_all=len(step.approvers) > 1 and step.needs == "all",
            asked=[_asking(row, decisions) for row in rows if row.position == place],
            state=_state(place, waiting) if request.outcome == Outcome.OPEN else _ended(place, waiting),
        )
        for place, step in enumerate(steps)
    ]


def said_in(request: HttpRequest) -> Said:
    """Return the decision that somebody sent; raise Refusal if it is none."""
    try:
        verdict = Verdict(request.POST.get("verdict", ""))
    except ValueError:
        raise Refusal(_("Choose what you decide.")) from None
    return Said(verdict, request.POST.get("seen", ""), _unix(request.POST.get("words", "")))


def remarked_in(request: HttpRequest, review: Standing) -> Remarked:
    """Return the comment that somebody sent."""
    posted = request.POST
    asset = number_in(posted.get("asset", ""))
    return Remarked(
        text=_unix(posted.get("text", "")),
        quote=_unix(posted.get("quote", "")),
        passage=posted.get("passage", "")[:40],
        start=min(number_in(posted.get("start", "")), 10**6),
        asset=next((one for one in shown_in(review.snapshot) if one.pk == asset), None),
        shared="shared" in posted,
    )


def who(asked: Asked) -> Promise | str:
    """Return who is asked, in words."""
    if asked.member is not None:
        return str(asked.member.user)
    return ROLES_ASKED[Role(asked.role)]


def _asking(row: Asked, decisions: list[Decision]) -> Asking:
    approver = row.member_id
    said = [
        one
        for one in decisions
        if (one.member_id == approver if approver else voice_of(one).role == row.role)
        and one.verdict in VerdictLabel.values
    ]
    return Asking(who(row), said[-1] if said else None)


def _state(place: int, waiting: int | None) -> str:
    if waiting is None or place < waiting:
        return "done"
    return "waiting" if place == waiting else "coming"


def _ended(place: int, waiting: int | None) -> str:
    """Return how far a step came in a review that is over."""
    return "done" if waiting is None or place < waiting else "ended"


def _may_hold(by: Reviewer, request: ReviewRequest, stands: Standing) -> bool:
    """Whether somebody who was asked may still put the post aside."""
    if request.outcome not in {Outcome.OPEN, Outcome.APPROVED, Outcome.REPEATED}:
        return False
    role = by.role if isinstance(by, Member) else Role.CLIENT
    pk = by.pk if isinstance(by, Member) else None
    asked = any(
        row.position <= request.step and (row.member_id == pk if row.member_id else row.role == role)
        for row in request.asked.all()
    )
    return asked and bool(stands.in_state(State.IN_REVIEW, State.APPROVED, State.SCHEDULED))


def _since_before(request: ReviewRequest, stands: Standing) -> Changes | None:
    """Return what changed since somebody last decided about another version of the post."""
    decided = Decision.objects.filter(request__post=request.post_id).exclude(digest=digest_of_post(stands.snapshot))
    before = Version.objects.filter(review_requests__decisions__in=decided).order_by("-number").first()
    if before is None:
        return None
    channels = {one.channel_id: one.channel for one in stands.deliveries}
    changes = changes_between(before.snapshot, stands.snapshot, channels)
    return None if changes.are_none else changes


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n")
