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

from antiphon.publishing.queries.media import Kept, is_open, is_shown_by, kept_at, may_have
from antiphon.publishing.renditions.places import opens
from antiphon.web.ranges import give_file
from antiphon.web.review_links import links_opened

A_YEAR, AN_HOUR = int(timedelta(days=365).total_seconds()), int(timedelta(hours=1).total_seconds())


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """Give what was taken in or made of it; nothing else in the folder can be asked for.

    The name of a file comes from its bytes, so what stands at an address never changes. What is published is for
    everybody; all else for members of the brand, for who came by a review link that shows it, and for networks and
    programs by a seal that ends.
    """
    place = Path(settings.MEDIA_ROOT) / name
    kept = kept_at(name) if posixpath.normpath(name) == name else None
    if kept is None or not place.is_file():
        raise Http404
    is_public = any(is_open(one, whole=kept.whole) for one in kept.assets)
    if not is_public and not _may_have(request, name, kept):
        raise Http404
    tag = f'"{kept.tag}"'
    known = request.headers.get("If-None-Match") == tag
    answer = HttpResponseNotModified() if known else give_file(request, place, kept.media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["ETag"] = tag
    if is_public:
        patch_cache_control(answer, max_age=A_YEAR, public=True, immutable=True)
    else:
        patch_cache_control(answer, max_age=AN_HOUR, private=True)
    return answer


def _may_have(request: HttpRequest, name: str, kept: Kept) -> bool:
    if opens(name, request.GET.get("until", ""), request.GET.get("seal", "")):
        return True
    return may_have(request.user, kept) or is_shown_by(links_opened(request), kept)


urlpatterns: list[URLPattern] = [path("media/<path:name>", media, name="media")]
