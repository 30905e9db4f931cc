"""Who comes to a page of a community: a guest, somebody who takes part, a host; or nobody, if there is none."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation

from antiphon.community.models import Group, Topic
from antiphon.community.permissions import Viewer
from antiphon.community.queries.groups import groups_found
from antiphon.community.queries.participants import community_of, viewer_of
from antiphon.community.queries.topics import topics_read
from antiphon.lib.errors import Refusal
from antiphon.web.access import to_sign_in
from antiphon.web.own_visits import name_own_visits

type Page[**P] = Callable[Concatenate[HttpRequest, Viewer, P], HttpResponse]
type View[**P] = Callable[Concatenate[HttpRequest, str, P], HttpResponse]


def community_page[**P](page: Page[P]) -> View[P]:
    """Give a page who looks at the community, in the brand's time zone; a guest reads in the brand's language.

    A brand without a community answers 404. A guest who sends something is led to the sign-in page; a Refusal
    that the page does not show itself becomes a page of its own with status 422.
    """

    return _page_for(page, guests_send=False)


def door_page[**P](page: Page[P]) -> View[P]:
    """Give a page who comes to the door, as `community_page` does; guests may send its form."""
    return _page_for(page, guests_send=True)


def _page_for[**P](page: Page[P], *, guests_send: bool) -> View[P]:
    @wraps(page)
    def view(request: HttpRequest, brand: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        viewer = _viewer(request, brand)
        if not guests_send and not request.user.is_authenticated and request.method not in {"GET", "HEAD"}:
            return to_sign_in(request)
        language = translation.get_language() if request.user.is_authenticated else viewer.brand.language
        with timezone.override(viewer.brand.zone), translation.override(language):
            name_own_visits(request, viewer)
            try:
                return page(request, viewer, *args, **kwargs)
            except Refusal as refusal:
                return render(request, "community/refused.html", {"refusal": refusal, "viewer": viewer}, status=422)

    return cast("View[P]", view)


def inside_page[**P](page: Page[P]) -> View[P]:
    """Give a page to whoever has signed in, as `community_page` does; a guest is led to the sign-in page."""

    @wraps(page)
    def view(request: HttpRequest, viewer: Viewer, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        return page(request, viewer, *args, **kwargs)

    return community_page(cast("Page[P]", view))


def group_of(viewer: Viewer, slug: str) -> Group:
    """Return a group that exists for who looks; raise Http404 if there is none."""
    return get_object_or_404(groups_found(viewer), slug=slug)


def topic_of(viewer: Viewer, pk: int) -> Topic:
    """Return a topic that who looks may read; raise Http404 if there is none."""
    found = topics_read(viewer).select_related("group", "conversation", "opened_by", "summary_by", "answer")
    return get_object_or_404(found, pk=pk)


def _viewer(request: HttpRequest, brand: str) -> Viewer:
    community = community_of(brand)
    if community is None:
        raise Http404
    user = request.user if request.user.is_authenticated else None
    viewer = viewer_of(community, user)
    request.viewer = viewer  # type: ignore[attr-defined]
    return viewer
