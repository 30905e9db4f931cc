"""The pictures."""

import posixpath
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from antiphon.publishing.queries.delivering import asset_at

A_YEAR = int(timedelta(days=365).total_seconds())


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """Give a picture that was taken in; nothing else in the folder can be asked for.

    The name of a file comes from its bytes, so what stands at an address never changes.
    """
    asset = asset_at(name) if posixpath.normpath(name) == name and name.startswith("assets/") else None
    place = Path(settings.MEDIA_ROOT) / name
    if asset is None or not place.is_file():
        raise Http404
    tag = f'"{asset.digest}"'
    answer: HttpResponse | FileResponse
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponseNotModified()
    else:
        answer = FileResponse(place.open("rb"), content_type=asset.media_type)
        answer["X-Content-Type-Options"] = "nosniff"
    answer["ETag"] = tag
    patch_cache_control(answer, public=True, max_age=A_YEAR, immutable=True)
    return answer


urlpatterns: list[URLPattern] = [path("media/<path:name>", media, name="media")]
