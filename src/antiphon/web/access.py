"""Who comes to a page of a brand: a member of it, or nobody."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member, User
from antiphon.organizations.permissions import allows
from antiphon.organizations.queries import membership
from antiphon.organizations.rules import Duty


class SeeOther(HttpResponseRedirect):
    """Where to look after something was done: the answer to a form that was accepted."""

    status_code = 303


type Page[**P] = Callable[Concatenate[HttpRequest, Member, P], HttpResponse]
type View[**P] = Callable[Concatenate[HttpRequest, str, P], HttpResponse]


def member_page[**P](page: Page[P]) -> View[P]:
    """Give a page the member who asks for it, in the brand's time zone.

    A guest is led to the sign-in page, who is not a member gets 404 as if there were no such brand, a member
    who may not look at everything 404 as if there were no such page, and a Refusal that the page does not show
    itself becomes a page of its own with status 422.
    """
    return _page_for(page, Duty.SEE)


def reviewing_page[**P](page: Page[P]) -> View[P]:
    """Give a page the member who asks for it, as `member_page` does; members who only review come in too.

    The page itself shows them nothing but what they were given.
    """
    return _page_for(page, Duty.SEE, Duty.REVIEW)


def _page_for[**P](page: Page[P], *duties: Duty) -> View[P]:
    @wraps(page)
    def view(request: HttpRequest, brand: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        member = member_of(request, brand)
        if not any(allows(member, duty) for duty in duties):
            raise Http404
        with timezone.override(member.brand.zone):
            try:
                return page(request, member, *args, **kwargs)
            except Refusal as refusal:
                return refused(request, refusal)

    return cast("View[P]", view)


def member_of(request: HttpRequest, brand: str) -> Member:
    """Return the member that the signed-in user is of the brand; raise Http404 if they are none."""
    member = membership(cast("User", request.user), brand)
    if member is None:
        raise Http404
    request.member = member  # type: ignore[attr-defined]
    return member


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return the page that says why something cannot be done, and what to do next."""
    return render(request, "errors/refused.html", {"refusal": refusal}, status=422)


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Return the way to the sign-in page and back; a partial sends the whole page there."""
    if request.headers.get("HX-Request"):
        came_from = request.headers.get("HX-Current-URL", "/")
        address = f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': came_from})}"
        return HttpResponseClientRedirect(address)
    return redirect_to_login(request.get_full_path())
