"""On which devices somebody is told: this one becomes one of them, another is forgotten; and what runs there."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from antiphon.community.permissions import Viewer, require_part
from antiphon.devices.actions.registering import Subscription, forget_device, push_key, register_device
from antiphon.devices.queries import devices_of
from antiphon.devices.rules import usual_name
from antiphon.organizations.models import Brand, User
from antiphon.organizations.queries import brand_named
from antiphon.web.access import SeeOther
from antiphon.web.taking_part import inside_page

_WORKER = Path(__file__).parent.parent / "static" / "js" / "push.js"


@dataclass(frozen=True, slots=True)
class Pages:
    """The names of the pages that keep a device, and forget one."""

    keep: str
    forget: str


def about_devices(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    """Return what the part about devices of a page shows."""
    pages = Pages("keep_device", "forget_device")
    return about_devices_of(request, _own(viewer), viewer.brand, pages) | {"in_team": viewer.member is not None}


def about_devices_of(request: HttpRequest, user: User, brand: Brand, pages: Pages) -> dict[str, Any]:
    """Return the same for somebody, with the names of the pages that keep and forget a device."""
    return {
        "devices": devices_of(user, brand),
        "device_brand": brand,
        "device_pages": pages,
        "push_key": push_key().public,
        "device_name": usual_name(request.headers.get("User-Agent", "")),
    }


def subscription_in(request: HttpRequest) -> Subscription:
    """Return what a browser gave of itself in a form."""
    asked = request.POST
    return Subscription(asked.get("endpoint", ""), asked.get("p256dh", ""), asked.get("auth", ""))


@require_POST
@inside_page
def keep_device(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Tell somebody on the browser they are at, from now on."""
    given = subscription_in(request)
    name = request.POST.get("name", "") or usual_name(request.headers.get("User-Agent", ""))
    register_device(_own(viewer), viewer.brand, given, name)
    messages.success(request, _("This device is told from now on."))
    return _back(viewer)


@require_POST
@inside_page
def drop_device(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Forget a device; whose it is not, and who does not take part any more, finds none."""
    own = viewer.participant.user if viewer.participant and viewer.takes_part else None
    if own is None:
        raise Http404
    get_object_or_404(devices_of(own, viewer.brand), pk=pk)
    forget_device(own, viewer.brand, pk)
    messages.success(request, _("This device is told nothing any more."))
    return _back(viewer)


@require_safe
def push_worker(request: HttpRequest, brand: str) -> HttpResponse:  # noqa: ARG001
    """Give a browser what it runs for the pages of a brand: the address says for which."""
    if brand_named(brand) is None:
        raise Http404
    answer = HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")
    patch_cache_control(answer, public=True, no_cache=True)
    return answer


@cache
def _worker() -> bytes:
    return _WORKER.read_bytes()


def _own(viewer: Viewer) -> User:
    user = require_part(viewer).user
    if user is None:
        raise Http404
    return user


def _back(viewer: Viewer) -> HttpResponse:
    return SeeOther(reverse("notification_choices", args=[viewer.brand.slug]) + "#told-on")


_DEVICES = "@<slug:brand>/community/notifications/devices/"

urlpatterns: list[URLPattern] = [
    path(_DEVICES, keep_device, name="keep_device"),
    path(_DEVICES + "<int:pk>/forget/", drop_device, name="forget_device"),
    path("@<slug:brand>/push.js", push_worker, name="push_worker"),
]
