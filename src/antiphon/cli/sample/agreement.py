"""How the posts of the sample are agreed: what was decided in the past, what waits, what was said beside it."""

from datetime import timedelta

from antiphon.cli.sample.stage import Stage
from antiphon.cli.sample.story.order import HOOKS
from antiphon.cli.sample.story.plan import AGREED_THEN, CHANGES, GUEST, GUEST_ABOUT, GUEST_SAID, REMARKS, Planned
from antiphon.publishing.actions.commenting import Remarked, answer_comment, comment
from antiphon.publishing.actions.inviting import come_in, make_review_link, note_link_use
from antiphon.publishing.actions.reviewing import Said, decide
from antiphon.publishing.actions.versions import keep_version
from antiphon.publishing.models import Asked, Decision, Delivery, Post, ReviewComment, ReviewRequest, Version
from antiphon.publishing.queries.agreeing import open_request
from antiphon.publishing.queries.standing import standing_of
from antiphon.publishing.rules.agreeing import Needs, Outcome, Verdict

#: When an owner planned by her own hand what goes out in these weeks, in days.
_LONG_AGO = 16


def decide_all(stage: Stage, planned: list[tuple[Planned, Post]]) -> None:
    """Let those who are asked say yes, ask for changes, or not have come to it yet."""
    for one, post in planned:
        _decide(stage, one, post)
    for words, who, said, answer in REMARKS:
        post = _about(planned, words)
        remark = comment(stage.members[who], post, Remarked(said, quote=words))
        ReviewComment.objects.filter(pk=remark.pk).update(at=stage.ago(0.2))
        if answer:
            answer_comment(stage.members["chiara"], remark, answer)


def date_back(stage: Stage) -> None:
    """Let what was just written, asked and decided have been so over the last weeks."""
    requests = list(
        ReviewRequest.objects.filter(post__brand=stage.brand, asked_at__gte=stage.now)
        .select_related("post", "version")
        .order_by("post")
    )
    for place, one in enumerate(requests):
        ended = stage.ago(_LONG_AGO if one.outcome == Outcome.SKIPPED else 0.3 + 0.55 * place % 6)
        one.asked_at = ended - timedelta(hours=5 + place % 20)
        one.closed_at = ended if one.closed_at else None
        one.version.at = one.asked_at
        one.post.created_at = one.asked_at - timedelta(minutes=40)
        Decision.objects.filter(request=one).update(at=ended - timedelta(minutes=5))
    ReviewRequest.objects.bulk_update(requests, ["asked_at", "closed_at"])
    Version.objects.bulk_update([one.version for one in requests], ["at"])
    Post.objects.bulk_update([one.post for one in requests], ["created_at"])


def invite_the_school(stage: Stage, planned: list[tuple[Planned, Post]]) -> None:
    """Give the school a link at which it reads what is about it; somebody came by it and said something."""
    link, _token = make_review_link(stage.anna, campaign=stage.campaigns[HOOKS], label="The school", days=21)
    note_link_use(link)
    comment(come_in(link, GUEST), _about(planned, GUEST_ABOUT), Remarked(GUEST_SAID))


def note_what_was_agreed(stage: Stage) -> None:
    """Write down of some posts of the past that somebody else had said yes to them."""
    for words in AGREED_THEN:
        post = stage.post_that_says(words)
        stands = standing_of(post)
        asked, agreed = post.created_at - timedelta(days=2), post.created_at - timedelta(days=1, hours=3)
        version = keep_version(post.author, post, stands.snapshot)
        Version.objects.filter(pk=version.pk).update(at=asked)
        request = ReviewRequest.objects.create(
            post=post, version=version, digest=version.digest, asked_by=post.author, asked_at=asked,
            outcome=Outcome.APPROVED, closed_at=agreed,
        )  # fmt: skip
        davide = stage.members["davide"]
        Asked.objects.create(request=request, position=0, needs=Needs.ANY, member=davide, told_at=asked)
        Decision.objects.create(
            request=request, member=davide, role=davide.role, step=0, verdict=Verdict.APPROVE,
            digest=request.digest, at=agreed,
        )  # fmt: skip
        for delivery in stands.deliveries:
            Delivery.objects.filter(pk=delivery.pk).update(approved_digest=stands.digests[delivery.pk])


def _decide(stage: Stage, one: Planned, post: Post) -> None:
    request = open_request(post)
    if request is None:
        return
    davide, school = stage.members["davide"], one.campaign == HOOKS
    if one.fate == "changes":
        decide(davide, post, Said(Verdict.CHANGES, request.digest, CHANGES))
    if one.fate == "agreed" or (one.fate == "asked" and school):
        decide(davide, post, Said(Verdict.APPROVE, request.digest))
    if one.fate == "agreed" and school:
        decide(stage.members["elena"], post, Said(Verdict.APPROVE, request.digest, "I bambini sono felici."))


def _about(planned: list[tuple[Planned, Post]], words: str) -> Post:
    return next(post for one, post in planned if words in one.text)
