"""What waits for a yes: mine, that of others, and what was decided lately."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.letters.actions import mail_is_on
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.inviting import LASTS, address_of_link, make_review_link, revoke_review_link
from antiphon.publishing.models import Campaign, Post, ReviewLink
from antiphon.publishing.queries.agreeing import brand_flow
from antiphon.publishing.queries.reviewing import (
    open_links,
    planned_for,
    reviewed_lately,
    waiting_for,
    waiting_for_others,
)
from antiphon.web.access import SeeOther, member_page, reviewing_page
from antiphon.web.paging import number_in

LATELY = timedelta(days=14)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reviewing_page
def reviews(request: HttpRequest, member: Member) -> HttpResponse:
    """Show what waits for whose yes; make a link for who has no account.

    Its address is shown in this answer only, and only if it was not mailed to the person.
    """
    link, mailed_to, refusal = "", "", None
    if request.method == "POST":
        try:
            mailed_to, link = _made(request, member)
        except Refusal as why:
            refusal = why
    now = clock.now()
    may_give = allows(member, Duty.PUBLISH)
    context = {
        "member": member,
        "waiting": waiting_for(member),
        "others": waiting_for_others(member),
        "planned": [] if allows(member, Duty.SEE) else planned_for(member),
        "lately": reviewed_lately(member, now - LATELY),
        "flow": brand_flow(member.brand),
        "may_manage": allows(member, Duty.MANAGE),
        "sees_all": allows(member, Duty.SEE),
        "may_give": may_give,
        "links": open_links(member.brand, now) if may_give else [],
        "campaigns": Campaign.objects.filter(brand=member.brand, closed_at=None).order_by("name") if may_give else [],
        "lasts": LASTS,
        "link": link,
        "mailed_to": mailed_to,
        "mail_is_on": mail_is_on(),
        "typed": request.POST if refusal else {},
        "refusal": refusal,
    }
    return render(request, "reviews.html", context, status=422 if refusal else 200)


@require_POST
@member_page
def revoke(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """End a link for review."""
    revoke_review_link(member, get_object_or_404(ReviewLink, pk=pk, brand=member.brand))
    messages.success(request, _("The link opens nothing any more."))
    return SeeOther(reverse("reviews", args=[member.brand.slug]))


def _made(request: HttpRequest, member: Member) -> tuple[str, str]:
    """Make a link; return where it was mailed to, or else its address."""
    if not allows(member, Duty.SEE):
        raise Http404
    posted = request.POST
    asked = [number_in(pk) for pk in posted.getlist("posts")]
    campaign = Campaign.objects.filter(brand=member.brand, pk=number_in(posted.get("campaign", ""))).first()
    link, token = make_review_link(
        member,
        posts=list(Post.objects.filter(brand=member.brand, in_reply_to=None, continues=None, pk__in=asked)),
        campaign=campaign,
        label=posted.get("label", ""),
        mail=posted.get("mail", ""),
        days=number_in(posted.get("days", str(LASTS))),
    )
    return link.mail, "" if link.mail else address_of_link(token)


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/reviews/", reviews, name="reviews"),
    path("b/<slug:brand>/reviews/links/<int:pk>/revoke/", revoke, name="revoke_review_link"),
]
