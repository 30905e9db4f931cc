"""What is shown: pictures, videos, documents, their covers, captions and renditions."""

import posixpath
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from antiphon.organizations.models import User
from antiphon.publishing.models import Asset
from antiphon.publishing.queries.landing import is_open
from antiphon.publishing.queries.library import kept_at
from antiphon.web.ranges import give_file

A_YEAR = int(timedelta(days=365).total_seconds())


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """Give what was taken in or made of it; nothing else in the folder can be asked for.

    The name of a file comes from its bytes, so what stands at an address never changes. A document is given
    only to members of its brand until it is open to everybody.
    """
    place = Path(settings.MEDIA_ROOT) / name
    kept = kept_at(name) if posixpath.normpath(name) == name and "\0" not in name else None
    if kept is None or not place.is_file() or not _may_have(request, kept.document):
        raise Http404
    tag = f'"{kept.tag}"'
    known = request.headers.get("If-None-Match") == tag
    answer = HttpResponseNotModified() if known else give_file(request, place, kept.media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["ETag"] = tag
    public = {"private": True} if kept.document else {"public": True, "immutable": True}
    patch_cache_control(answer, max_age=A_YEAR, **public)
    return answer


def _may_have(request: HttpRequest, document: Asset | None) -> bool:
    if document is None or is_open(document):
        return True
    user = request.user
    return isinstance(user, User) and document.brand.members.filter(user=user, left_at=None).exists()


urlpatterns: list[URLPattern] = [path("media/<path:name>", media, name="media")]
