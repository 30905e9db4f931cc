"""What the figures say is worth doing, with the evidence, what was decided about it, and whether that helped."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.reports.actions.finding import decide_finding, look_now
from antiphon.reports.answers.outcomes import findings_told
from antiphon.reports.models import ReturnFinding
from antiphon.reports.queries.findings import Stands, followed, last_look
from antiphon.reports.returns.findings_words import better, evidence, helped, says, to_do
from antiphon.reports.rules.intervals import LEAST_FOR_MEAN
from antiphon.web.access import SeeOther, member_page


@dataclass(frozen=True, slots=True)
class FindingShown:
    """A finding in words."""

    stands: Stands
    waits: bool = False

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
        if self.stands.outcome:
            return helped(self.stands.finding, self.stands.outcome)
        return gettext("Whether it helped is being reckoned.") if self.waits else ""


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def findings(request: HttpRequest, member: Member) -> HttpResponse:
    """List what was found; look through the figures now."""
    if request.method == "POST":
        messages.success(request, _found(look_now(member)))
        return SeeOther(reverse("findings", args=[member.brand.slug]))
    told = findings_told(member.brand)
    waiting = {one.pk for one in followed(told.value or ())} if told.waits else set()
    context = {
        "member": member,
        "findings": [
            FindingShown(one, one.decision is not None and one.decision.pk in waiting) for one in told.value or ()
        ],
        "look": last_look(member.brand),
        "may_decide": allows(member, Duty.PUBLISH),
        "least": LEAST_FOR_MEAN,
    }
    return render(request, "returns/findings.html", context)


def _found(new: Sequence[object] | None) -> str:
    if new is None:
        return gettext("There is much to look through. What is found stands here in some minutes.")
    if not new:
        return gettext("Nothing new is sure enough.")
    return ngettext("%(n)d new finding.", "%(n)d new findings.", len(new)) % {"n": len(new)}


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
