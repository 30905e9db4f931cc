"""On which of their devices somebody of the team is told of posts that need them; no community is needed for it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from antiphon.devices.actions.registering import forget_device, register_device
from antiphon.devices.queries import devices_of
from antiphon.devices.rules import usual_name
from antiphon.organizations.models import Member
from antiphon.web.access import SeeOther, member_page
from antiphon.web.pages.devices import Pages, about_devices_of, subscription_in

_PAGES = Pages("keep_team_device", "forget_team_device")


@require_safe
@member_page
def team_devices(request: HttpRequest, member: Member) -> HttpResponse:
    """Show one's devices, and let this one be told."""
    about = about_devices_of(request, member.user, member.brand, _PAGES) | {"member": member, "in_team": True}
    return render(request, "team_devices.html", about)


@require_POST
@member_page
def keep_team_device(request: HttpRequest, member: Member) -> HttpResponse:
    """Tell a member of the team on the browser they are at, from now on."""
    name = request.POST.get("name", "") or usual_name(request.headers.get("User-Agent", ""))
    register_device(member.user, member.brand, subscription_in(request), name)
    messages.success(request, _("This device is told from now on."))
    return _back(member)


@require_POST
@member_page
def forget_team_device(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Forget a device of one's own."""
    get_object_or_404(devices_of(member.user, member.brand), pk=pk)
    forget_device(member.user, member.brand, pk)
    messages.success(request, _("This device is told nothing any more."))
    return _back(member)


def _back(member: Member) -> HttpResponse:
    return SeeOther(reverse("team_devices", args=[member.brand.slug]))


_DEVICES = "b/<slug:brand>/devices/"

urlpatterns: list[URLPattern] = [
    path(_DEVICES, team_devices, name="team_devices"),
    path(_DEVICES + "keep/", keep_team_device, name="keep_team_device"),
    path(_DEVICES + "<int:pk>/forget/", forget_team_device, name="forget_team_device"),
]
