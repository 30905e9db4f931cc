"""How somebody without an account comes to review: by a link that is given for some posts, and ends."""

import hmac
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from antiphon.lib import clock, ids
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.queries import digest
from antiphon.organizations.rules import Duty
from antiphon.publishing.models import Campaign, Post, ReviewGuest, ReviewLink

LASTS, LASTS_AT_MOST = 14, 365
_USE_NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def make_review_link(
    by: Member, *, posts: Sequence[Post] = (), campaign: Campaign | None = None, label: str = "", days: int = LASTS
) -> tuple[ReviewLink, str]:
    """Return a link at which these posts, or those of a campaign, are reviewed without an account; and its token."""
    require(by, Duty.PUBLISH)
    given = [campaign] if campaign else list(posts)
    if not given or any(one.brand_id != by.brand_id for one in given):
        raise Refusal(_("Choose what the link is for: posts of the brand, or a campaign."), field="posts")
    if not 1 <= days <= LASTS_AT_MOST:
        raise Refusal(_("Choose from 1 to 365 days."), field="days")
    secret, now = ids.new_secret(), clock.now()
    link = ReviewLink.objects.create(
        brand=by.brand,
        made_by=by,
        label=label.strip()[:120],
        digest=digest(secret),
        campaign=campaign,
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    link.posts.set(posts)
    return link, f"{link.pk}-{secret}"


@transaction.atomic
def revoke_review_link(by: Member, link: ReviewLink) -> None:
    """End a link: from now on it opens nothing."""
    require(by, Duty.PUBLISH)
    ReviewLink.objects.filter(pk=link.pk, brand=by.brand, revoked_at=None).update(revoked_at=clock.now())


@transaction.atomic
def come_in(link: ReviewLink, name: str) -> ReviewGuest:
    """Let somebody in who came by a link and says their name; raise Refusal if they say none."""
    said = " ".join(name.split())[:120]
    if not said:
        raise Refusal(_("Say your name, so that it stands beside what you say."), field="name")
    return ReviewGuest.objects.create(link=link, name=said, came_at=clock.now())


def link_of(token: str) -> ReviewLink | None:
    """Return the link that a token opens now, or None; how long that takes tells nothing of the secret."""
    pk, _dash, secret = token.partition("-")
    number = int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 19 else 0
    found = ReviewLink.objects.select_related("brand", "campaign").filter(pk=number).first()
    kept = found.digest if found else "0" * 64
    now = clock.now()
    if not hmac.compare_digest(kept, digest(secret)) or found is None:
        return None
    return found if found.revoked_at is None and found.expires_at > now else None


def note_link_use(link: ReviewLink) -> None:
    """Remember that a link was opened; to the minute, so that reading does not write each time."""
    now = clock.now()
    if link.used_at is None or link.used_at < now - _USE_NOTED_EVERY:
        ReviewLink.objects.filter(pk=link.pk).update(used_at=now)
