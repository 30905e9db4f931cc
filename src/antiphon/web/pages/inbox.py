"""The inbox: who waits for an answer, and the conversation."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from antiphon.conversations.queries import inbox as inbox_page
from antiphon.organizations.models import Member
from antiphon.web.access import member_page
from antiphon.web.pages import conversation
from antiphon.web.paging import page_number
from antiphon.web.partial import asked_part, show

PAGE = 30


@require_safe
@member_page
def inbox(request: HttpRequest, member: Member) -> HttpResponse:
    """Show who waits for us, the longest wait first; or all conversations, the newest first."""
    waiting = request.GET.get("tab") != "all"
    number = page_number(request)
    rows = inbox_page(member, waiting_only=waiting, limit=PAGE + 1, before=(number - 1) * PAGE)
    found = {
        "rows": rows[:PAGE],
        "waiting": waiting,
        "count": member.brand.conversations.told_to(member).waiting_for_us().count(),
        "empty": not rows and not (waiting and inbox_page(member, waiting_only=False, limit=1)),
        "number": number,
        "newer": number - 1,
        "older": number + 1 if len(rows) > PAGE else 0,
    }
    part = "#listing" if asked_part(request) == "listing" else ""
    return show(request, f"inbox/index.html{part}", {"member": member, **found})


urlpatterns: list[URLPattern] = [path("b/<slug:brand>/inbox/", inbox, name="inbox"), *conversation.urlpatterns]
