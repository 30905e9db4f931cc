"""What members showed the hosts of their talks: copied messages, why, and the answer."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from antiphon.community.actions.telling import answer_report
from antiphon.community.queries.participants import community_of, viewer_of
from antiphon.community.queries.talks import reports_for
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.web.access import SeeOther, member_page

ANSWERED = 30


@require_safe
@member_page
def talk_reports(request: HttpRequest, member: Member) -> HttpResponse:
    """Show hosts what waits for them, the oldest first, and what was answered last."""
    require(member, Duty.HOST)
    found = reports_for(member)
    about = {
        "member": member,
        "waiting": found.filter(decided_at=None).order_by("reported_at", "pk"),
        "answered": found.exclude(decided_at=None).order_by("-decided_at")[:ANSWERED],
    }
    return render(request, "talk_reports/index.html", about)


@require_POST
@member_page
def answer_talk_report(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Close a report with words for who reported."""
    require(member, Duty.HOST)
    found = get_object_or_404(reports_for(member), pk=pk)
    community = community_of(member.brand.slug)
    if community is None:
        raise Http404
    answer_report(viewer_of(community, member.user), found, request.POST.get("answer", ""))
    messages.success(request, _("This is decided."))
    return SeeOther(reverse("talk_reports", args=[member.brand.slug]))


_REPORTS = "b/<slug:brand>/community/talk-reports/"

urlpatterns: list[URLPattern] = [
    path(_REPORTS, talk_reports, name="talk_reports"),
    path(_REPORTS + "<int:pk>/", answer_talk_report, name="answer_talk_report"),
]
