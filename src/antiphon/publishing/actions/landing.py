"""How landing pages and the page of links are made, and how somebody leaves their address to get a document."""

from collections.abc import Mapping
from datetime import timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from antiphon.channels.sentences import MAIL
from antiphon.letters.actions import write_letter
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.people.actions import meet
from antiphon.publishing.actions.linking import checked_address, make_link
from antiphon.publishing.models import LandingPage, Lead, LinkItem, LinkPage, ShortLink
from antiphon.visits.actions.naming import agree_to_be_named, name_visit
from antiphon.visits.models.naming import NamedBy

_DOWNLOAD = "landing.download"
#: What somebody agrees to who lets their visits bear their name.
VISITS_WORDS = gettext_lazy("You may see which pages I looked at today, and what brought me here.")
#: How long the link to a gated document is good.
DOWNLOAD_LASTS = timedelta(days=30)
MOST_ITEMS = 30


@transaction.atomic
def save_landing_page(by: Member, page: LandingPage, *, publish: bool) -> LandingPage:
    """Keep a landing page, published or not; raise Refusal if it could not do what it is for."""
    require(by, Duty.PUBLISH)
    page.brand = by.brand
    page.slug = page.slug or slugify(page.title)[:60]
    _check(page, publish=publish)
    now = clock.now()
    if page.pk is None:
        page.made_at = now
    page.published_at = (page.published_at or now) if publish else None
    page.save()
    return page


@transaction.atomic
def leave_address(
    page: LandingPage, typed: Mapping[str, str], *, came_by: ShortLink | None, visitor: str = ""
) -> Lead:
    """Note who asked for the document and what they agreed to; raise Refusal if something is missing.

    Whoever asks twice is one lead; the first consent stays as it was worded. Only who agreed to that gives their name
    to the visits of `visitor`, the key that they have today.
    """
    address = _mail(typed.get("address", ""))
    if not typed.get("agreed"):
        raise Refusal(_("Say that you agree, or the document cannot be sent."), field="agreed")
    name, now = typed.get("name", "").strip()[:120], clock.now()
    identity = meet(
        page.brand, network=MAIL, stable_id=f"mailto:{address}", at=now, handle=address, name=name, claimed=True
    )
    lead, is_new = Lead.objects.get_or_create(
        page=page,
        address=address,
        defaults={"identity": identity, "name": name, "consent": page.consent, "came_by": came_by, "at": now},
    )
    if is_new:
        _send_document(lead)
    if visitor and typed.get("visits"):
        consent = agree_to_be_named(identity, wording=str(VISITS_WORDS), source=page.title)
        name_visit(visitor, identity, consent, occasion=NamedBy.LEAD)
    return lead


def download_token(lead: Lead) -> str:
    """Return what opens the document of a page for some weeks."""
    return signing.dumps([lead.page_id, lead.pk], salt=_DOWNLOAD)


def page_opened_by(token: str) -> int:
    """Return the page whose document a token opens; raise Refusal if it is not good any more."""
    try:
        page, _lead = signing.loads(token, salt=_DOWNLOAD, max_age=DOWNLOAD_LASTS)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Refusal(_("This link is not good any more. Ask for the document again.")) from error
    return int(page)


@transaction.atomic
def save_link_page(by: Member, *, title: str, about: str, items: list[tuple[str, str]]) -> LinkPage:
    """Keep the page of links: its words and its links, as (name, address) in their order.

    An address that was there before keeps its short link, and so its count.
    """
    require(by, Duty.PUBLISH)
    if not title.strip():
        raise Refusal(_("Give the page a title."), field="title")
    if len(items) > MOST_ITEMS:
        raise Refusal(_("A page of links holds at most %(most)d.") % {"most": MOST_ITEMS}, field="items")
    page, _made = LinkPage.objects.update_or_create(
        brand=by.brand, defaults={"title": title.strip()[:120], "about": about.strip()}
    )
    links = [_link_of(by, page, label, url) for label, url in items]
    page.items.all().delete()
    LinkItem.objects.bulk_create([LinkItem(page=page, link=one, position=n) for n, one in enumerate(links)])
    return page


def _link_of(by: Member, page: LinkPage, label: str, url: str) -> ShortLink:
    whole = checked_address(url)
    known = ShortLink.objects.filter(items__page=page, url=whole).first()
    if known is None:
        return make_link(by, whole, label=label)
    known.label = label.strip()[:120]
    known.save(update_fields=["label"])
    return known


def _check(page: LandingPage, *, publish: bool) -> None:
    if not page.title.strip() or not page.slug:
        raise Refusal(_("Give the page a title."), field="title")
    taken = LandingPage.objects.filter(brand=page.brand, slug=page.slug).exclude(pk=page.pk)
    if taken.exists():
        raise Refusal(_("Another page has this address. Choose another one."), field="slug")
    if page.gated and not page.consent.strip():
        raise Refusal(_("Word what people agree to when they leave their address."), field="consent")
    if publish and page.document is None:
        raise Refusal(_("Choose the document that this page gives."), field="document")
    expires = page.document.expires_on if page.document else None
    if publish and expires is not None and expires < clock.now().date():
        raise Refusal(_("The rights to this document have ended. Choose another one."), field="document")


def _mail(typed: str) -> str:
    address = parseaddr(typed.strip())[1].lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refusal(_("“%(typed)s” is not a mail address.") % {"typed": typed[:80]}, field="address") from error
    return address


def _send_document(lead: Lead) -> None:
    page = lead.page
    where: list[Any] = [page.brand.slug, page.slug, download_token(lead)]
    address = settings.PUBLIC_URL + reverse("landing_document", args=where)
    with translation.override(page.brand.language):
        words = _("Here is what you asked for: %(title)s") % {"title": page.title}
    write_letter(
        f"document:{lead.pk}",
        lead.address,
        page.title,
        f"{words}\n\n{address}\n\n{page.brand.name}",
        confidential=True,
    )
