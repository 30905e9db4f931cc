"""What those who are asked say about a post: yes, changes, hold; and what follows from it at once."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.lib.markup import typed_text
from antiphon.organizations.models import Member, Role
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions import asking
from antiphon.publishing.actions.agreeing import agree_as_before, approve, as_asked, close, move
from antiphon.publishing.models import Decision, HoldReason, Occurrence, Post, ReviewGuest, ReviewRequest
from antiphon.publishing.queries.agreeing import approvals_of, steps_asked, yes_counts
from antiphon.publishing.queries.standing import root_of, standing_of
from antiphon.publishing.rules.agreeing import Outcome, Verdict, Voice, current_step
from antiphon.publishing.rules.delivering import State

MOST_WORDS = 2000
#: Why a yes by a link does not count.
OWN_LINK = _(
    "Whoever gave you this link wrote this, so your yes cannot be counted here. Ask for a link from somebody else of "
    "the team. You can comment, ask for changes, or put it on hold."
)
#: Where a delivery may still be held: nobody has seen it.
_HOLDABLE = (State.IN_REVIEW, State.APPROVED, State.SCHEDULED)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says: the verdict, and words for whoever wrote the post.

    `seen` is the digest of what they had before them.
    """

    verdict: Verdict
    seen: str
    words: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", typed_text(self.words).strip())


@transaction.atomic
def decide(by: Member | ReviewGuest, post: Post, said: Said) -> ReviewRequest:
    """Say yes to a post, ask for changes, or put it on hold.

    Raise Conflict if it says something else than what was looked at, or nobody is asked any more; NotAllowed if it
    is not this person's turn. The last yes lets it go out at its hour.
    """
    if isinstance(by, Member):
        require(by, Duty.REVIEW)
    request = _under_review(root_of(post), said)
    place = _place_of(by, request, said.verdict)
    _check(request, said)
    voice = voice_of(by)
    Decision.objects.create(
        request=request,
        member=by if isinstance(by, Member) else None,
        guest=None if isinstance(by, Member) else by,
        role=voice.role,
        step=place,
        verdict=said.verdict,
        words=said.words,
        digest=request.digest,
        at=clock.now(),
    )
    _follow(request, said.verdict)
    return request


def voice_of(by: Member | ReviewGuest) -> Voice:
    """Return as whom somebody speaks: a member in their role, a guest as a client."""
    return Voice(by.pk, by.role) if isinstance(by, Member) else Voice(None, Role.CLIENT, by.pk)


def turn_of(by: Member | ReviewGuest, request: ReviewRequest) -> bool:
    """Whether an open review waits for this person. A guest whose yes would not count may still object."""
    steps, voice = steps_asked(request), voice_of(by)
    place = current_step(steps, approvals_of(request))
    return place is not None and steps[place].asks(voice) and (isinstance(by, ReviewGuest) or yes_counts(by, request))


def _under_review(root: Post, said: Said) -> ReviewRequest:
    """Return the review that is meant: the open one, or for a hold also one that was agreed already."""
    found = ReviewRequest.objects.select_for_update().filter(post=root).order_by("-asked_at", "-pk")
    outcomes = [Outcome.OPEN, Outcome.APPROVED, Outcome.REPEATED] if said.verdict == Verdict.HOLD else [Outcome.OPEN]
    request = found.filter(outcome__in=outcomes).first()
    if request is None:
        raise Conflict(_("Nobody is asked about this any more. Look again at how it stands now."))
    return request


def _place_of(by: Member | ReviewGuest, request: ReviewRequest, verdict: Verdict) -> int:
    """Return the step in which somebody speaks; raise NotAllowed if they are not asked there.

    Whoever was asked in a step before may still put it on hold.
    """
    steps, voice, approvals = steps_asked(request), voice_of(by), approvals_of(request)
    waiting = current_step(steps, approvals)
    reached = len(steps) - 1 if waiting is None else waiting
    places = range(reached, -1, -1) if verdict == Verdict.HOLD else range(reached, reached + 1)
    place = next((place for place in places if steps[place].asks(voice)), None)
    if place is None:
        raise NotAllowed(_("You are not asked here, or it is not your turn yet."))
    _require_other_eyes(by, request, verdict)
    if verdict == Verdict.APPROVE and voice in approvals:
        raise Conflict(_("You have said yes to this already."))
    return place


def _require_other_eyes(by: Member | ReviewGuest, request: ReviewRequest, verdict: Verdict) -> None:
    """Raise NotAllowed for a yes to one's own words, or by a link of who wrote them; a guest may always object."""
    if verdict == Verdict.HOLD or yes_counts(by, request):
        return
    if isinstance(by, Member):
        raise NotAllowed(_("These are your own words. Somebody else has to say yes to them."))
    if verdict == Verdict.APPROVE:
        raise NotAllowed(OWN_LINK)


def _check(request: ReviewRequest, said: Said) -> None:
    if said.seen != request.digest or (request.outcome == Outcome.OPEN and not as_asked(request)):
        raise Conflict(_("This was changed while you looked at it. Read it again as it stands now."))
    if said.verdict != Verdict.APPROVE and not said.words:
        raise Refusal(_("Say in a sentence what should be different."), field="words")
    if len(said.words) > MOST_WORDS:
        raise Refusal(_("This is too long. Say it shorter, or comment on the words in question."), field="words")


def _follow(request: ReviewRequest, verdict: Verdict) -> None:
    if verdict == Verdict.CHANGES:
        close(request, Outcome.CHANGES)
        move(standing_of(request.post).in_state(State.IN_REVIEW), State.DRAFT)
    elif verdict == Verdict.HOLD:
        _hold(request)
    else:
        _go_on(request)
    asking.tell_of_decision(request)


def _hold(request: ReviewRequest) -> None:
    """Put aside all that nobody has seen yet: on every channel, not only on one."""
    waiting = standing_of(request.post).in_state(*_HOLDABLE)
    held = move(waiting, State.HELD, held_for=HoldReason.ASKED, approved_digest="")
    if held != len(waiting) or not held:
        raise Conflict(_("This has moved on in the meantime. Look again at how it stands now."))
    close(request, Outcome.HELD)


def _go_on(request: ReviewRequest) -> None:
    place = current_step(steps_asked(request), approvals_of(request))
    if place is None:
        approve(request)
        _let_the_same_come_round(request)
    elif place != request.step:
        request.step = place
        request.save(update_fields=["step"])


def _let_the_same_come_round(request: ReviewRequest) -> None:
    """What a series says again word for word needs no second yes: its other times that wait go out by this one."""
    occurrence = Occurrence.objects.filter(post=request.post).first()
    if occurrence is None:
        return
    times = Post.objects.filter(occurrence__series=occurrence.series_id)
    waiting = ReviewRequest.objects.filter(post__in=times, digest=request.digest, outcome=Outcome.OPEN)
    for other in waiting.select_related("post__brand"):
        agree_as_before(other.post, times)
