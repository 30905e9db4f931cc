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

from antiphon.organizations.models import User
from antiphon.publishing.models import Asset
from antiphon.publishing.queries.delivering import asset_at
from antiphon.publishing.queries.landing import is_open

A_YEAR = int(timedelta(days=365).total_seconds())


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """Give a picture that was taken in; nothing else in the folder can be asked for.

    The name of a file comes from its bytes, so what stands at an address never changes. A document is given
    only to members of its brand until it is open to everybody.
    """
    asset = asset_at(name) if posixpath.normpath(name) == name and name.startswith("assets/") else None
    place = Path(settings.MEDIA_ROOT) / name
    if asset is None or not place.is_file() or not _may_have(request, asset):
        raise Http404
    tag = f'"{asset.digest}"'
    answer: HttpResponse | FileResponse
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponseNotModified()
    else:
        answer = FileResponse(place.open("rb"), content_type=asset.media_type)
        answer["X-Content-Type-Options"] = "nosniff"
    answer["ETag"] = tag
    kept = {"private": True} if asset.is_document else {"public": True, "immutable": True}
    patch_cache_control(answer, max_age=A_YEAR, **kept)
    return answer


def _may_have(request: HttpRequest, asset: Asset) -> bool:
    if not asset.is_document or is_open(asset):
        return True
    user = request.user
    return isinstance(user, User) and asset.brand.members.filter(user=user, left_at=None).exists()


urlpatterns: list[URLPattern] = [path("media/<path:name>", media, name="media")]
