"""What the figures say is worth doing, with the evidence, what was decided about it, and whether that helped."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.lib import clock
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.reports.actions.finding import decide_finding, look_now
from antiphon.reports.models import ReturnFinding
from antiphon.reports.queries.findings import Stands, findings_of, last_look
from antiphon.reports.returns.findings_words import better, evidence, helped, says, to_do
from antiphon.reports.rules.intervals import LEAST_FOR_MEAN
from antiphon.web.access import SeeOther, member_page


@dataclass(frozen=True, slots=True)
class FindingShown:
    """A finding in words."""

    stands: Stands

    @property
    def better(self) -> bool:
        """Whether it is about something that brought more."""
        return better(self.stands.finding)

    @property
    def says(self) -> str:
        """What was found."""
        return says(self.stands.finding)

    @property
    def evidence(self) -> str:
        """On what it stands."""
        return evidence(self.stands.finding)

    @property
    def to_do(self) -> str:
        """What to do about it."""
        return to_do(self.stands.finding)

    @property
    def helped(self) -> str:
        """Whether following it helped; empty where it is not followed."""
        return helped(self.stands.finding, self.stands.outcome) if self.stands.outcome else ""


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def findings(request: HttpRequest, member: Member) -> HttpResponse:
    """List what was found; look through the figures now."""
    if request.method == "POST":
        new = len(look_now(member))
        said = ngettext("%(n)d new finding.", "%(n)d new findings.", new) if new else _("Nothing new is sure enough.")
        messages.success(request, said % {"n": new} if new else said)
        return SeeOther(reverse("findings", args=[member.brand.slug]))
    context = {
        "member": member,
        "findings": [FindingShown(one) for one in findings_of(member.brand, clock.now())],
        "look": last_look(member.brand),
        "may_decide": allows(member, Duty.PUBLISH),
        "least": LEAST_FOR_MEAN,
    }
    return render(request, "returns/findings.html", context)


@require_POST
@member_page
def decide_return_finding(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Follow a finding, or leave it."""
    found = get_object_or_404(ReturnFinding, pk=pk, brand=member.brand)
    decide_finding(member, found, request.POST.get("decision", ""))
    messages.success(request, _("Kept. If you follow it, this page says later whether it helped."))
    return SeeOther(reverse("findings", args=[member.brand.slug]))


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/findings/", findings, name="findings"),
    path("b/<slug:brand>/findings/<int:pk>/", decide_return_finding, name="decide_return_finding"),
]
