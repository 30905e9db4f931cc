"""The inbox: who waits for an answer, looked for in many ways, and put in order many at once."""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from antiphon.conversations.actions.saving import save_view, take_view_away
from antiphon.conversations.actions.triaging import assign_all, close, reopen, snooze, wake
from antiphon.conversations.models import Conversation, SavedView
from antiphon.conversations.queries.answering import beyond_target
from antiphon.conversations.queries.inbox import Place, count_found, place_in, views_of
from antiphon.conversations.queries.inbox import inbox as inbox_page
from antiphon.conversations.rules import Filters, Shelf, read_filters, written_filters
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.web.access import SeeOther, member_page
from antiphon.web.pages import answering, conversation, saved_replies
from antiphon.web.paging import number_in
from antiphon.web.partial import asked_part, show
from antiphon.web.putting_off import until_in
from antiphon.web.sieve import sieve_of

PAGE = 30
MOST_CHOSEN = 200


@require_safe
@member_page
def inbox(request: HttpRequest, member: Member) -> HttpResponse:
    """Show who waits for us, the longest wait first; or what else one looks for."""
    filters = read_filters(request.GET.dict())
    after = _place(request.GET.get("after", ""))
    rows = inbox_page(member, filters, limit=PAGE + 1, after=after)
    team = list(member.brand.members.filter(left_at=None).select_related("user").order_by("user__name"))
    found = {
        "rows": rows[:PAGE],
        "filters": filters,
        "sieve": sieve_of(member, filters, team),
        "count": count_found(member, Filters()),
        "views": views_of(member),
        "beyond": beyond_target(member, clock.now()),
        "view": request.GET.get("view", ""),
        "empty": not rows and not filters.narrow and not _ever_heard(member, filters),
        "first": after is not None,
        "older": _address(filters, after=place_in(filters, rows[PAGE - 1])) if len(rows) > PAGE else "",
        "here": urlencode(written_filters(filters)),
        "now": clock.now(),
        "can_answer": allows(member, Duty.ANSWER),
        "team": team,
    }
    part = "#listing" if asked_part(request) == "listing" else ""
    return show(request, f"inbox/index.html{part}", {"member": member, **found})


@require_POST
@member_page
def triage(request: HttpRequest, member: Member) -> HttpResponse:
    """Do one thing about all conversations that were chosen, and lead back to where they stood."""
    back = _back(member, request.POST.get("back", ""))
    keys = [number_in(one) for one in request.POST.getlist("chosen")][:MOST_CHOSEN]
    chosen = list(member.brand.conversations.told_to(member).filter(pk__in=keys))
    if not chosen:
        raise Refusal(_("Choose at least one conversation first."))
    act = _ACTS.get(request.POST.get("act", "").partition(":")[0])
    if act is None:
        raise Refusal(_("Choose what to do with them."))
    messages.success(request, act(member, chosen, request.POST))
    return SeeOther(back)


@require_POST
@member_page
def keep_view(request: HttpRequest, member: Member) -> HttpResponse:
    """Keep the filters that are in force under a name."""
    filters = read_filters(QueryDict(request.POST.get("filters", "")).dict())
    view = save_view(member, request.POST.get("name", ""), filters)
    return SeeOther(_view_address(member, view, filters))


@require_POST
@member_page
def drop_view(request: HttpRequest, member: Member) -> HttpResponse:
    """Take a view of one's own away."""
    take_view_away(member, request.POST.get("name", ""))
    messages.success(request, _("Taken away."))
    return SeeOther(reverse("inbox", args=[member.brand.slug]))


def _close(by: Member, chosen: Sequence[Conversation], _asked: Mapping[str, str]) -> str:
    count = close(by, chosen)
    return ngettext("%(count)s conversation is done.", "%(count)s conversations are done.", count) % {"count": count}


def _reopen(by: Member, chosen: Sequence[Conversation], _asked: Mapping[str, str]) -> str:
    count = reopen(by, chosen)
    text = ngettext("%(count)s conversation is open again.", "%(count)s conversations are open again.", count)
    return text % {"count": count}


def _snooze(by: Member, chosen: Sequence[Conversation], asked: Mapping[str, str]) -> str:
    count = snooze(by, chosen, until_in(asked, by.brand))
    text = ngettext("%(count)s conversation rests until then.", "%(count)s conversations rest until then.", count)
    return text % {"count": count}


def _wake(by: Member, chosen: Sequence[Conversation], _asked: Mapping[str, str]) -> str:
    count = wake(by, chosen)
    return ngettext("%(count)s conversation is back.", "%(count)s conversations are back.", count) % {"count": count}


def _assign(by: Member, chosen: Sequence[Conversation], asked: Mapping[str, str]) -> str:
    wanted = asked.get("member", "")
    to = by.brand.members.filter(left_at=None, pk=number_in(wanted)).first()
    if wanted and to is None:
        raise Refusal(_("This person is not a member of the brand. Choose another one."), field="member")
    assign_all(by, chosen, to)
    return _("%(name)s takes care.") % {"name": to.user} if to else _("Nobody in particular takes care.")


_ACTS: Mapping[str, Callable[[Member, Sequence[Conversation], Mapping[str, str]], str]] = {
    "close": _close,
    "reopen": _reopen,
    "snooze": _snooze,
    "wake": _wake,
    "assign": _assign,
}


def _ever_heard(member: Member, filters: Filters) -> bool:
    return filters.tab != Shelf.ALL and bool(inbox_page(member, Filters(tab=Shelf.ALL), limit=1))


def _address(filters: Filters, after: Place) -> str:
    at, pk = after
    raw = f"{at.astimezone(UTC).isoformat()} {pk}"
    place = base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")
    return "?" + urlencode(written_filters(filters) | {"after": place})


def _place(typed: str) -> Place | None:
    """Return the place that an address names; what is none is the beginning."""
    try:
        at, pk = base64.urlsafe_b64decode(typed + "=" * (-len(typed) % 4)).decode().split(" ")
        moment = datetime.fromisoformat(at)
        return (moment.astimezone(UTC), number_in(pk)) if moment.tzinfo else None
    except (ValueError, binascii.Error, OverflowError):
        return None


def _back(member: Member, typed: str) -> str:
    """Return the address of the inbox with the filters that were in force: nothing else is led to."""
    filters = written_filters(read_filters(QueryDict(typed).dict()))
    return reverse("inbox", args=[member.brand.slug]) + (f"?{urlencode(filters)}" if filters else "")


def _view_address(member: Member, view: SavedView, filters: Filters) -> str:
    asked = written_filters(filters) | {"view": str(view.pk)}
    return reverse("inbox", args=[member.brand.slug]) + f"?{urlencode(asked)}"


_HERE = "b/<slug:brand>/inbox/"
urlpatterns: list[URLPattern] = [
    path(_HERE, inbox, name="inbox"),
    path(_HERE + "triage/", triage, name="triage"),
    path(_HERE + "views/", keep_view, name="keep_view"),
    path(_HERE + "views/away/", drop_view, name="drop_view"),
    *saved_replies.urlpatterns,
    *conversation.urlpatterns,
    *answering.urlpatterns,
]
