"""The composer: write once, see it as each network will show it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.channels.connectors import connector_for
from antiphon.channels.models import Channel
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows, require
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.lining_up import compose_to_queue
from antiphon.publishing.actions.repeating import compose_once
from antiphon.publishing.actions.sketching import close_sketch
from antiphon.publishing.models import Post, Sketch
from antiphon.publishing.queries.wording import spelled_out
from antiphon.publishing.rules.delivering import State
from antiphon.reports.queries.balance import who_wait_meanwhile
from antiphon.web.access import SeeOther, member_page
from antiphon.web.composing import Piece, Typed, changed, offered, read
from antiphon.web.composing.helping import hours_for
from antiphon.web.composing.showing import (
    add_card,
    context_of,
    errors_of,
    kept_files,
    read_form,
    show_composer,
    sketch,
    sketches_of,
    take_files,
)
from antiphon.web.paging import number_in
from antiphon.web.wording import time_was_skipped


@require_http_methods(["GET", "POST"])
@member_page
def compose(request: HttpRequest, member: Member) -> HttpResponse:
    """Offer the composer; send, plan or keep what was written."""
    require(member, Duty.WRITE)
    channels = channels_of(member)
    if request.method == "GET":
        taken_up = _taken_up(request, member, channels)
        begun = [] if taken_up else sketches_of(member)
        return show_composer(
            request,
            member,
            taken_up or offered(member.brand, channels, _first_when(member)),
            begun=begun,
            meanwhile=who_wait_meanwhile(member),
        )
    asked = read_form(request, member, channels)
    asked.errors = take_files(request, member, asked)
    if only_looks(request, member, asked):
        sketch(member, asked)
        return show_composer(request, member, asked, status=422 if asked.errors else 200)
    return _send(request, member, asked)


@require_POST
@member_page
def check(request: HttpRequest, member: Member) -> HttpResponse:
    """Return what remains on each channel and how the post will stand there; keep what was typed so far."""
    require(member, Duty.WRITE)
    asked = read_form(request, member, channels_of(member))
    post = Post.objects.filter(brand=member.brand, pk=number_in(request.GET.get("post", ""))).first()
    sketch(member, asked, post)
    return render(request, "compose.html#checked", context_of(member, asked, post) | {"looked": True})


@require_POST
@member_page
def keep_pictures(request: HttpRequest, member: Member) -> HttpResponse:
    """Keep files for a post that is being written, and return the rows that ask for their words."""
    prefix = request.POST.get("prefix", "")
    if prefix and not (prefix.startswith("p") and prefix.endswith("-") and prefix[1:-1].isdecimal()):
        raise Http404
    try:
        pieces = [Piece(one, prefix=prefix) for one in kept_files(member, request.FILES.getlist(f"{prefix}pictures"))]
    except Refusal as refusal:
        answer = render(request, "compose/picture_trouble.html", {"message": refusal.message}, status=422)
        answer["HX-Retarget"], answer["HX-Reswap"] = f"#{prefix}picture-trouble", "innerHTML"
        return answer
    return render(request, "compose/pieces.html", {"pieces": pieces, "member": member})


@require_POST
@member_page
def discard_sketch(_request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Throw away what was begun and not sent."""
    found = get_object_or_404(Sketch.objects.under_way(), member=member, pk=pk)
    close_sketch(member, found.key)
    if found.post_id:
        return SeeOther(reverse("edit_post", args=[member.brand.slug, found.post_id]))
    return SeeOther(reverse("compose", args=[member.brand.slug]))


def _send(request: HttpRequest, member: Member, asked: Typed) -> HttpResponse:
    try:
        asked.refuse_unfinished()
        draft = spelled_out(member.brand, asked.draft())
        if asked.when == "queue":
            post = compose_to_queue(member, draft, asked.once)
        else:
            post = compose_once(member, draft, asked.moment(), asked.once)
    except Refusal as refusal:
        asked.errors = errors_of(refusal)
        sketch(member, asked)
        return show_composer(request, member, asked, status=422)
    close_sketch(member, asked.request_key)
    tell(request, asked, post)
    return SeeOther(reverse("post", args=[member.brand.slug, post.pk]))


def only_looks(request: HttpRequest, member: Member, asked: Typed) -> bool:
    """Whether the form was sent to see how it would stand, or to put something in or take it out."""
    if request.POST.get("add") == "card":
        add_card(member, asked)
    return changed(asked, request, member.brand) or bool(asked.errors) or request.POST.get("intent") == "check"


def tell(request: HttpRequest, asked: Typed, post: Post) -> None:
    """Say what becomes of a post that was written."""
    states = set(post.deliveries.values_list("state", flat=True))
    if State.IN_REVIEW in states:
        messages.success(request, _("It waits for a yes. Those who give it have been told."))
    elif asked.when == "now":
        messages.success(request, _("It goes out now."))
    elif asked.when == "queue":
        messages.success(request, _("It is in the queue. Below stands the hour on each channel."))
    elif asked.when == "at":
        _tell_hour(request, asked, post)
    else:
        messages.success(request, _("Kept as a draft. Nothing goes out until somebody sends it."))


def _tell_hour(request: HttpRequest, asked: Typed, post: Post) -> None:
    due = post.deliveries.exclude(state=State.CANCELLED).earliest("due_at").due_at
    used = timezone.localtime(due).replace(tzinfo=None)
    if used.replace(second=0) != asked.asked_wall().replace(second=0, microsecond=0):
        messages.warning(request, time_was_skipped(asked.asked_wall(), used))
    else:
        messages.success(request, _("Planned. It goes out by itself at its hour."))


def channels_of(member: Member) -> list[Channel]:
    """Return the channels on which the brand can speak."""
    found = Channel.objects.connected().filter(brand=member.brand)
    speaking = found.select_related("identity").order_by("pk")
    return [one for one in speaking if not connector_for(one.kind).only_answers]


@require_safe
@member_page
def good_hours(request: HttpRequest, member: Member) -> HttpResponse:
    """Offer the hours that brought more than usual on the chosen channels, from the brand's own posts."""
    require(member, Duty.WRITE)
    chosen = {number_in(pk) for pk in request.GET.getlist("channels")}
    channels = [one for one in channels_of(member) if not chosen or one.pk in chosen]
    return render(request, "compose/hours.html", {"member": member, "hours": hours_for(member.brand, channels)})


def _taken_up(request: HttpRequest, member: Member, channels: list[Channel]) -> Typed | None:
    """Return what was begun and is asked for again, or None."""
    asked = number_in(request.GET.get("sketch", ""))
    found = Sketch.objects.under_way().filter(member=member, post=None, pk=asked).first()
    return as_typed(found, member, channels) if found else None


def as_typed(found: Sketch, member: Member, channels: list[Channel]) -> Typed:
    """Return a sketch as the form that it was."""
    fields = QueryDict(mutable=True)
    for name, values in found.fields.items():
        fields.setlist(name, values)
    return read(fields, member.brand, channels)


def _first_when(member: Member) -> str:
    return "now" if allows(member, Duty.PUBLISH) else "draft"


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/posts/new/", compose, name="compose"),
    path("b/<slug:brand>/posts/check/", check, name="check_post"),
    path("b/<slug:brand>/posts/pictures/", keep_pictures, name="keep_pictures"),
    path("b/<slug:brand>/posts/hours/", good_hours, name="good_hours"),
    path("b/<slug:brand>/posts/sketches/<int:pk>/discard/", discard_sketch, name="discard_sketch"),
]
