"""Reads for those who review: what waits for them, what was given to them, what others wait for."""

from datetime import datetime

from django.db.models import Exists, F, Min, OuterRef, Prefetch, Q, QuerySet

from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.publishing.models import (
    Asked,
    Decision,
    Delivery,
    Post,
    ReviewLink,
    ReviewRequest,
    Version,
)
from antiphon.publishing.queries.agreeing import SAID_BY
from antiphon.publishing.rules.agreeing import Outcome
from antiphon.publishing.rules.delivering import State

#: What a client may look at once it was given to them: not what is being written anew.
_SHOWABLE = frozenset(State) - {State.DRAFT, State.CANCELLED}


def waiting_for(member: Member, limit: int = 50) -> list[ReviewRequest]:
    """Return the reviews that wait for this member, what goes out first before the others. Five queries, or one."""
    return _listed(_waiting_for(member))[:limit] if allows(member, Duty.REVIEW) else []


def count_waiting_for(member: Member) -> int:
    """Return how many reviews wait for this member. One query, or none for who does not review."""
    return _waiting_for(member).count() if allows(member, Duty.REVIEW) else 0


def waiting_for_others(member: Member, limit: int = 50) -> list[ReviewRequest]:
    """Return the reviews under way that this member may look at and that wait for somebody else. Five queries."""
    mine = {one.pk for one in waiting_for(member)}
    found = first_of_series(_seen_by(member).filter(outcome=Outcome.OPEN).exclude(pk__in=mine))
    return _listed(found)[:limit]


def reviewed_lately(member: Member, since: datetime, limit: int = 20) -> list[ReviewRequest]:
    """Return the last review of each post that ended since a moment, and that this member may look at."""
    later = ReviewRequest.objects.filter(post=OuterRef("post"), asked_at__gt=OuterRef("asked_at"))
    found = _seen_by(member).exclude(outcome=Outcome.OPEN).filter(~Exists(later), closed_at__gte=since)
    return _hydrated(found).order_by("-closed_at", "-pk")[:limit]  # type: ignore[return-value]


def given_to(member: Member) -> QuerySet[Post]:
    """Return the posts that a member may review: all of the brand, or only what was given to them for it.

    Who does not see the brand sees a post from the step on in which they are asked, and not while it is written anew.
    """
    posts = Post.objects.filter(brand=member.brand, in_reply_to=None, continues=None)
    if allows(member, Duty.SEE):
        return posts
    if not allows(member, Duty.REVIEW):
        return posts.none()
    last = ReviewRequest.objects.filter(post=OuterRef(OuterRef("pk"))).order_by("-asked_at", "-pk").values("pk")[:1]
    reached = Asked.objects.filter(_meant(member), request__in=last, position__lte=F("request__step"))
    return posts.filter(Exists(reached), Exists(_showable("pk")))


def planned_for(member: Member, limit: int = 50) -> list[Post]:
    """Return what was given to a member and is to go out, what goes out first before the others. Three queries."""
    due = Min("deliveries__due_at", filter=Q(deliveries__state__in=[State.SCHEDULED, State.APPROVED]))
    rows = given_to(member).annotate(due=due).filter(due__isnull=False).select_related("content", "author__user")
    return list(rows.prefetch_related(_going("deliveries")).order_by("due", "pk")[:limit])


def posts_of_link(link: ReviewLink) -> list[Post]:
    """Return the posts that a review link shows, what goes out first before the others. Four queries."""
    chosen = Q(review_links=link) | Q(campaign=link.campaign_id, campaign__isnull=False)
    found = Post.objects.filter(chosen, brand=link.brand_id, in_reply_to=None, continues=None).distinct()
    shown = found.filter(Exists(_showable("pk")))
    rows = shown.annotate(due=Min("deliveries__due_at")).select_related("content", "author__user", "brand")
    return list(rows.prefetch_related(_going("deliveries")).order_by("due", "pk"))


def last_requests(posts: list[Post]) -> dict[int, ReviewRequest]:
    """Return the last review of each of these posts, by the post. Four queries."""
    found = _hydrated(ReviewRequest.objects.filter(post__in=posts)).order_by("asked_at", "pk")
    return {one.post_id: one for one in found}


def versions_of(post: Post) -> list[Version]:
    """Return the versions of a post, the latest first. One query."""
    return list(post.versions.select_related("by__user").order_by("-number"))


def open_links(brand: Brand, now: datetime) -> list[ReviewLink]:
    """Return the review links of a brand that still open something, the latest first. Three queries."""
    found = ReviewLink.objects.filter(brand=brand, revoked_at=None, expires_at__gt=now)
    rows = found.select_related("made_by__user", "campaign").prefetch_related("posts", "guests")
    return list(rows.order_by("-made_at", "-pk"))


def _waiting_for(member: Member) -> QuerySet[ReviewRequest]:
    asked = Asked.objects.filter(_meant(member), request=OuterRef("pk"), position=OuterRef("step"))
    spoken = Decision.objects.filter(request=OuterRef("pk"), member=member)
    found = first_of_series(ReviewRequest.objects.filter(Exists(asked), ~Exists(spoken), post__brand=member.brand))
    wrote = Q(version__by__user=member.user_id) | Q(post__author__user=member.user_id)
    return found.filter(outcome=Outcome.OPEN).exclude(wrote, own_allowed=False)


def first_of_series(found: QuerySet[ReviewRequest]) -> QuerySet[ReviewRequest]:
    """Leave out the later times of a series that say the same word for word: one yes holds for them too."""
    before = ReviewRequest.objects.filter(
        post__occurrence__series=OuterRef("post__occurrence__series"),
        post__occurrence__wall_time__lt=OuterRef("post__occurrence__wall_time"),
        digest=OuterRef("digest"),
        outcome=Outcome.OPEN,
    )
    return found.filter(~Exists(before))


def _meant(member: Member) -> Q:
    return Q(member=member) | Q(role=member.role)


def _seen_by(member: Member) -> QuerySet[ReviewRequest]:
    """Return the reviews that a member may look at; a client only from the step on in which they are asked."""
    found = ReviewRequest.objects.filter(post__brand=member.brand)
    if allows(member, Duty.SEE):
        return found
    reached = Asked.objects.filter(_meant(member), request=OuterRef("pk"), position__lte=OuterRef("step"))
    return found.filter(Exists(reached), Exists(_showable("post"))) if allows(member, Duty.REVIEW) else found.none()


def _showable(of: str) -> QuerySet[Delivery]:
    """Return what of a post may be shown outside of the team."""
    return Delivery.objects.filter(post=OuterRef(of), state__in=_SHOWABLE)


def _listed(found: QuerySet[ReviewRequest]) -> list[ReviewRequest]:
    due = Min("post__deliveries__due_at", filter=Q(post__deliveries__state=State.IN_REVIEW))
    return list(_hydrated(found).annotate(due=due).order_by(F("due").asc(nulls_first=True), "asked_at", "pk"))


def _hydrated(found: QuerySet[ReviewRequest]) -> QuerySet[ReviewRequest]:
    rows = found.select_related("post__content", "post__author__user", "asked_by__user", "version__by")
    decisions = Prefetch("decisions", Decision.objects.select_related(*SAID_BY))
    return rows.prefetch_related("asked__member__user", decisions, _going("post__deliveries"))


def _going(where: str) -> "Prefetch[str]":
    going = Delivery.objects.exclude(state=State.CANCELLED).select_related("channel__identity")
    return Prefetch(where, going.order_by("pk"))
