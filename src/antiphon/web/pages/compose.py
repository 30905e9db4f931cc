"""The composer: write once, see it as each network will show it."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.channels.models import Channel
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows, require
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.illustrating import keep_picture
from antiphon.publishing.actions.repeating import compose_once
from antiphon.publishing.models import Asset, Post
from antiphon.publishing.rules.delivering import State
from antiphon.web.access import SeeOther, member_page
from antiphon.web.composing import Shown, Typed, offered, typed
from antiphon.web.wording import time_was_skipped

FIELDS = frozenset({"text", "channels", "pictures", "wall"})


@require_http_methods(["GET", "POST"])
@member_page
def compose(request: HttpRequest, member: Member) -> HttpResponse:
    """Offer the composer; send, plan or keep what was written."""
    require(member, Duty.WRITE)
    channels = channels_of(member)
    if request.method == "GET":
        return show_composer(request, member, offered(member.brand, channels, _first_when(member)))
    asked = typed(request, member.brand, channels)
    asked.errors = take_pictures(request, member, asked)
    if asked.errors or only_looks(request):
        return show_composer(request, member, asked, status=422 if asked.errors else 200)
    return _send(request, member, asked)


@require_POST
@member_page
def check(request: HttpRequest, member: Member) -> HttpResponse:
    """Return what remains on each channel and how the post will stand there."""
    require(member, Duty.WRITE)
    asked = typed(request, member.brand, channels_of(member))
    return render(request, "compose.html#checked", {"typed": asked, "previews": asked.previews()})


@require_POST
@member_page
def keep_pictures(request: HttpRequest, member: Member) -> HttpResponse:
    """Keep pictures for a post that is being written, and return the rows that ask for their words."""
    try:
        shown = [Shown(asset) for asset in _kept(member, request.FILES.getlist("pictures"))]
    except Refusal as refusal:
        answer = render(request, "compose/picture_trouble.html", {"message": refusal.message}, status=422)
        answer["HX-Retarget"], answer["HX-Reswap"] = "#picture-trouble", "innerHTML"
        return answer
    return render(request, "compose/pictures.html", {"pictures": shown})


def _send(request: HttpRequest, member: Member, asked: Typed) -> HttpResponse:
    try:
        moment = asked.moment()
        post = compose_once(member, asked.draft(), moment, asked.once)
    except Refusal as refusal:
        asked.errors = errors_of(refusal)
        return show_composer(request, member, asked, status=422)
    tell(request, asked, post)
    return SeeOther(reverse("post", args=[member.brand.slug, post.pk]))


def only_looks(request: HttpRequest) -> bool:
    """Whether the form was sent to see how it would stand, or to take out a picture."""
    return request.POST.get("intent") == "check" or "remove" in request.POST


def errors_of(refusal: Refusal) -> dict[str, str]:
    """Return what is wrong, by its field; what belongs to no field of the composer belongs to the whole."""
    return {refusal.field if refusal.field in FIELDS else "": str(refusal)}


def tell(request: HttpRequest, asked: Typed, post: Post) -> None:
    """Say what becomes of a post that was written."""
    if asked.when == "now":
        messages.success(request, _("It goes out now."))
    elif asked.when == "draft":
        messages.success(request, _("Kept as a draft. Nothing goes out until somebody sends it."))
    else:
        _tell_hour(request, asked, post)


def _tell_hour(request: HttpRequest, asked: Typed, post: Post) -> None:
    due = post.deliveries.exclude(state=State.CANCELLED).earliest("due_at").due_at
    used = timezone.localtime(due).replace(tzinfo=None)
    if used.replace(second=0) != asked.asked_wall().replace(second=0, microsecond=0):
        messages.warning(request, time_was_skipped(asked.asked_wall(), used))
    else:
        messages.success(request, _("Planned. It goes out by itself at its hour."))


def show_composer(
    request: HttpRequest, member: Member, asked: Typed, status: int = 200, post: Post | None = None
) -> HttpResponse:
    """Show the composer for a new post, or for one that is written anew."""
    previews = asked.previews()
    context = {
        "member": member,
        "post": post,
        "typed": asked,
        "previews": previews,
        "misfits": any(one.troubles for one in previews),
        "may_publish": allows(member, Duty.PUBLISH),
        "may_connect": allows(member, Duty.CONNECT),
        "languages": settings.LANGUAGES,
        "most_bytes": settings.MAX_PICTURE_BYTES,
        "most_megabytes": settings.MAX_PICTURE_BYTES // 10**6,
        "now": timezone.localtime(clock.now()),
    }
    return render(request, "compose.html", context, status=status)


def take_pictures(request: HttpRequest, member: Member, asked: Typed) -> dict[str, str]:
    """Keep the files that came with the form, so that nothing has to be chosen twice; return what is wrong."""
    try:
        kept = _kept(member, request.FILES.getlist("pictures"))
    except Refusal as refusal:
        return {"pictures": str(refusal)}
    asked.pictures += [Shown(asset) for asset in kept]
    return {}


def _kept(member: Member, files: "Iterable[UploadedFile[bytes]]") -> list[Asset]:
    return [keep_picture(member, _read(file)) for file in files]


def _read(file: "UploadedFile[bytes]") -> bytes:
    """Return the bytes, or one more than is allowed: enough to say that it is too much."""
    data: bytes = file.read(settings.MAX_PICTURE_BYTES + 1)
    return data


def channels_of(member: Member) -> list[Channel]:
    """Return the channels on which the brand can speak."""
    found = Channel.objects.connected().filter(brand=member.brand)
    return list(found.select_related("identity").order_by("pk"))


def _first_when(member: Member) -> str:
    return "now" if allows(member, Duty.PUBLISH) else "draft"


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/posts/new/", compose, name="compose"),
    path("b/<slug:brand>/posts/check/", check, name="check_post"),
    path("b/<slug:brand>/posts/pictures/", keep_pictures, name="keep_pictures"),
]
