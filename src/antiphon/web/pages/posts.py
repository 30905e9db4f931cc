"""What was and will be said, and how each delivery stands."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from antiphon.experiments.queries.holding import holding_tests
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions import deciding, taking_down
from antiphon.publishing.actions.agreeing import unagreed
from antiphon.publishing.actions.queueing import to_next_slot
from antiphon.publishing.models import Delivery, Post
from antiphon.publishing.queries.delivering import ON_THE_WAY, PARTS, counts_by_part, post_detail, posts_page
from antiphon.publishing.queries.queueing import NextSlot, next_slots
from antiphon.publishing.queries.removing import to_take_down
from antiphon.publishing.rules.delivering import HAS_STOOD, State
from antiphon.web.access import SeeOther, member_page
from antiphon.web.paging import number_in
from antiphon.web.partial import asked_part, show
from antiphon.web.wording import PART_NAMES, time_was_skipped

PAGE = 30
DECIDABLE = frozenset(
    {State.DRAFT, State.SCHEDULED, State.REFUSED, State.MISSED, State.HELD, State.IN_REVIEW, State.APPROVED}
)


@require_GET
@member_page
def posts(request: HttpRequest, member: Member) -> HttpResponse:
    """List posts, one part at a time."""
    part = request.GET.get("part", "all")
    number = number_in(request.GET.get("page", "1"))
    if part not in PARTS or not 0 < number < 10_000:
        raise Http404
    counts = counts_by_part(member.brand)
    context = {
        "member": member,
        "part": part,
        "tabs": [(name, PART_NAMES[name], counts[name]) for name in PARTS],
        "page": posts_page(member.brand, part, limit=PAGE, offset=(number - 1) * PAGE),
        "number": number,
        "may_write": allows(member, Duty.WRITE),
    }
    return show(request, "posts.html#list" if asked_part(request) == "posts" else "posts.html", context)


@require_GET
@member_page
def post(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show one post and how it stands on each channel; while something moves, the part that shows it asks again."""
    shown = _shown(member, _found(member, pk))
    if request.GET.get("seen") == shown["standing"]:
        return HttpResponse(status=204)
    anew = asked_part(request) == "deliveries"
    return show(request, "post.html#deliveries" if anew else "post.html", shown | {"anew": anew})


@require_POST
@member_page
def decide(request: HttpRequest, member: Member, pk: int, delivery: int, decision: str) -> HttpResponse:
    """Do what a person decided about a delivery; a Refusal is shown on the page, beside the delivery."""
    found = _found(member, pk)
    one = next((one for one in found.deliveries.all() if one.pk == delivery), None)
    if one is None or decision not in DECISIONS:
        raise Http404
    try:
        DECISIONS[decision](request, member, one)
    except Refusal as refusal:
        shown = _shown(member, _found(member, pk)) | {"refusal": refusal, "refused": delivery}
        return render(request, "post.html", shown, status=422)
    return SeeOther(reverse("post", args=[member.brand.slug, pk]))


def _found(member: Member, pk: int) -> Post:
    found = post_detail(member.brand, pk)
    if found is None:
        raise Http404
    return found


def _shown(member: Member, found: Post) -> dict[str, object]:
    deliveries = list(found.deliveries.all())
    return {
        "member": member,
        "post": found,
        "deliveries": deliveries,
        "moving": any(_moves(one) for one in deliveries),
        "may_publish": allows(member, Duty.PUBLISH),
        "may_write": allows(member, Duty.WRITE),
        "has_stood": any(one.state in HAS_STOOD for one in deliveries),
        "to_take_down": to_take_down(deliveries),
        "decidable": DECIDABLE,
        "unagreed": unagreed(found),
        "next_slots": _next_slots(member, found, deliveries),
        "holding": holding_tests(member.brand, [one.channel for one in deliveries]),
        "standing": "-".join(f"{one.state}.{one.state_since:%H%M%S}" for one in deliveries),
    }


def _next_slots(member: Member, found: Post, deliveries: Sequence[Delivery]) -> dict[int, NextSlot]:
    """Return how the queues stand that deliveries may still go to, by the channel; none that keeps no hour."""
    channels = [
        one.channel for one in deliveries if one.state in DECIDABLE - {State.IN_REVIEW} and not one.follows_id
    ]
    standing = next_slots(channels, member.brand, found.content.category, clock.now()) if channels else []
    return {one.channel.pk: one for one in standing if one.kept}


def _moves(one: Delivery) -> bool:
    """Whether the delivery changes by itself within moments: on its way, looked after, or due."""
    due = one.state == State.SCHEDULED and one.due_at is not None and one.due_at <= clock.now()
    return one.state in ON_THE_WAY or due or (one.state == State.UNKNOWN and one.next_try_at is not None)


def _send_now(request: HttpRequest, member: Member, one: Delivery) -> None:
    deciding.send_now(member, one)
    messages.success(request, _("It goes out now."))


def _put_off(request: HttpRequest, member: Member, one: Delivery) -> None:
    asked = _wall_time(request.POST.get("wall", ""))
    deciding.reschedule(member, one, asked, member.brand.time_zone)
    used = datetime.fromisoformat(one.wall_time)
    if used != asked:
        messages.warning(request, time_was_skipped(asked, used))
    else:
        messages.success(request, _("It goes out at the new time."))


def _next_slot(request: HttpRequest, member: Member, one: Delivery) -> None:
    found = to_next_slot(member, one)
    at = date_format(found.wall, "DATETIME_FORMAT")
    messages.success(request, _("It goes out in the next free slot: %(at)s.") % {"at": at})


def _drop(request: HttpRequest, member: Member, one: Delivery) -> None:
    deciding.drop(member, one)
    messages.success(request, _("It does not go out there."))


def _live_at(request: HttpRequest, member: Member, one: Delivery) -> None:
    deciding.declare_live(member, one, request.POST.get("url", "").strip())
    messages.success(request, _("Good: it is live. It is never sent again."))


def _absent(request: HttpRequest, member: Member, one: Delivery) -> None:
    deciding.declare_absent(member, one)
    messages.success(request, _("Noted: it is not there. You can send it again now."))


def _wall_time(typed: str) -> datetime:
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=None)
    except ValueError:
        raise Refusal(_("Give a day and an hour."), field="wall") from None


def _take_down_again(request: HttpRequest, member: Member, one: Delivery) -> None:
    taking_down.take_down(member, one)
    messages.success(request, _("It is asked for again."))


def _gone(request: HttpRequest, member: Member, one: Delivery) -> None:
    taking_down.declare_gone(member, one)
    messages.success(request, _("Noted: it stands there no more. What was heard stays in the book."))


def _let_stand(request: HttpRequest, member: Member, one: Delivery) -> None:
    taking_down.let_stand(member, one)
    messages.success(request, _("It stays where it is."))


DECISIONS: dict[str, Callable[[HttpRequest, Member, Delivery], None]] = {
    "send": _send_now,
    "put-off": _put_off,
    "next-slot": _next_slot,
    "drop": _drop,
    "live": _live_at,
    "absent": _absent,
    "take-down-again": _take_down_again,
    "gone": _gone,
    "let-stand": _let_stand,
}

urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/posts/", posts, name="posts"),
    path("b/<slug:brand>/posts/<int:pk>/", post, name="post"),
    path("b/<slug:brand>/posts/<int:pk>/<int:delivery>/<slug:decision>/", decide, name="decide"),
]
