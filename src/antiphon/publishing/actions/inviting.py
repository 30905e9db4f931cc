"""How somebody without an account comes to review: by a link that is given for some posts, and ends."""

import hmac
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.letters.actions import mail_is_on, write_letter
from antiphon.lib import clock, ids
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member, User
from antiphon.organizations.permissions import require
from antiphon.organizations.queries import digest
from antiphon.organizations.rules import Duty
from antiphon.publishing.models import Campaign, Post, ReviewGuest, ReviewLink

LASTS, LASTS_AT_MOST = 14, 365
_USE_NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def make_review_link(
    by: Member,
    *,
    label: str,
    mail: str = "",
    posts: Sequence[Post] = (),
    campaign: Campaign | None = None,
    days: int = LASTS,
) -> tuple[ReviewLink, str]:
    """Return a link at which these posts, or those of a campaign, are reviewed without an account; and its token.

    It names whom it is for. Where mail is sent from here it goes to their address, and to nobody else: show the token
    only if `link.mail` is empty. Raise Refusal if something is missing, or if it is for somebody who signs in.
    """
    require(by, Duty.PUBLISH)
    given = [campaign] if campaign else list(posts)
    if not given or any(one.brand_id != by.brand_id for one in given):
        raise Refusal(_("Choose what the link is for: posts of the brand, or a campaign."), field="posts")
    if not 1 <= days <= LASTS_AT_MOST:
        raise Refusal(_("Choose from 1 to 365 days."), field="days")
    whom = " ".join(label.split())[:120]
    if not whom:
        raise Refusal(_("Say for whom the link is."), field="label")
    secret, now = ids.new_secret(), clock.now()
    link = ReviewLink.objects.create(
        brand=by.brand,
        made_by=by,
        label=whom,
        mail=_mail(by, mail),
        digest=digest(secret),
        campaign=campaign,
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    link.posts.set(posts)
    token = f"{link.pk}-{secret}"
    _write_to(link, token)
    return link, token


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


def speaks_for_the_team(user: User | AnonymousUser, link: ReviewLink) -> bool:
    """Whether who is signed in is of the brand's team: they speak as themselves, and not by a link for others."""
    return isinstance(user, User) and link.brand.members.filter(user=user, left_at=None).exists()


def address_of_link(token: str) -> str:
    """Return the address at which a review link opens."""
    return f"{settings.PUBLIC_URL}{reverse('review_link', args=[token])}"


def link_of(token: str) -> ReviewLink | None:
    """Return the link that a token opens now, or None; how long that takes tells nothing of the secret."""
    pk, _dash, secret = token.partition("-")
    number = int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 19 else 0
    found = ReviewLink.objects.select_related("brand", "campaign", "made_by__user").filter(pk=number).first()
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


def _mail(by: Member, typed: str) -> str:
    """Return where a link is sent to, empty where no mail is sent from here."""
    if not mail_is_on():
        return ""
    address = typed.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refusal(_("Give the mail address of the person: the link is sent there."), field="mail") from error
    if by.brand.members.filter(user__email=address, left_at=None).exists():
        raise Refusal(_("This person works for the brand: they sign in, and need no link."), field="mail")
    return address


def _write_to(link: ReviewLink, token: str) -> None:
    if not link.mail:
        return
    brand = link.brand
    with translation.override(brand.language):
        until = date_format(localtime(link.expires_at, brand.zone), "DATE_FORMAT")
        told = {"name": link.made_by.user, "brand": brand.name, "day": until, "whom": link.label}
        subject = gettext("%(brand)s asks for your yes") % told
        text = "\n\n".join([
            gettext("%(name)s of %(brand)s asks you, %(whom)s, to read what is to be published.") % told,
            gettext("Open this link until %(day)s; it is for you, please do not pass it on:") % told
            + f"\n{address_of_link(token)}",
        ])  # fmt: skip
    write_letter(f"review-link:{link.pk}", link.mail, subject, text, confidential=True)
