"""Reports of a month: made, read, given to others by a link that ends, kept as files, sent each month."""

from datetime import date

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.letters.actions import mail_is_on
from antiphon.lib import clock
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.reports.actions.reporting import (
    LASTS,
    end_report_schedule,
    have_report_made,
    revoke_report_link,
    schedule_reports,
    share_report,
)
from antiphon.reports.models import Report, ReportLink, ReportSchedule, first_day
from antiphon.reports.queries.benchmark import brands_beside
from antiphon.reports.queries.sharing import open_report_links
from antiphon.reports.rules.months import LAST_DAY, month_before
from antiphon.web.access import SeeOther, member_page
from antiphon.web.refusals import RefusalsAt
from antiphon.web.report_files import as_csv, as_json, as_pdf, read

SHOWN = 60


class ReportForm(forms.Form):
    """Which month, in which language."""

    month = forms.CharField(label=_("Month"), max_length=7, widget=forms.DateInput({"type": "month"}))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    with_brands = forms.BooleanField(
        label=_("With the brands of the organization side by side"),
        required=False,
        help_text=_("Those whose reports you may share. Whoever reads the report reads that too."),
    )

    def clean_month(self) -> date:
        """Return the first day of the month."""
        month = first_day(self.cleaned_data["month"])
        if month is None:
            raise forms.ValidationError(_("Choose a month that has begun, written as 2026-10."))
        return month


class ScheduleForm(forms.Form):
    """When the report goes out, to whom."""

    day = forms.IntegerField(label=_("Day of the month"), min_value=1, max_value=LAST_DAY)
    hour = forms.TimeField(label=_("Hour"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    addresses = forms.CharField(
        label=_("To whom"),
        max_length=5000,
        widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
        help_text=_("Mail addresses, one a line. They need no account."),
    )


class ShareForm(forms.Form):
    """For whom a link is, and for how long."""

    label = forms.CharField(label=_("For whom"), max_length=120, required=False)
    days = forms.IntegerField(label=_("Days until it ends"), min_value=1, max_value=365, initial=LASTS)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def reports(request: HttpRequest, member: Member) -> HttpResponse:
    """List the reports; make one."""
    first = {"month": f"{month_before(timezone.localdate()):%Y-%m}", "language": member.brand.language}
    form = ReportForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        with RefusalsAt(form):
            made = have_report_made(member, **form.cleaned_data)
            if made is not None:
                return SeeOther(reverse("report", args=[member.brand.slug, made.pk]))
            messages.success(request, _("There is much to go through. The report stands here in some minutes."))
            return SeeOther(reverse("reports", args=[member.brand.slug]))
    return _listed(request, member, form, _schedule_form(member))


@require_POST
@member_page
def report_schedule(request: HttpRequest, member: Member) -> HttpResponse:
    """Have the report sent each month, or no more."""
    if request.POST.get("end"):
        end_report_schedule(member)
        messages.success(request, _("No report is sent any more. Those that were made stay."))
        return SeeOther(reverse("reports", args=[member.brand.slug]))
    form = ScheduleForm(request.POST, auto_id="plan_%s")
    if form.is_valid():
        with RefusalsAt(form):
            schedule_reports(member, **form.cleaned_data)
            messages.success(request, _("From now on the report of each month goes out by itself."))
            return SeeOther(reverse("reports", args=[member.brand.slug]))
    blank = ReportForm(
        initial={"month": f"{month_before(timezone.localdate()):%Y-%m}", "language": member.brand.language}
    )
    return _listed(request, member, blank, form)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def report(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show a report and who may read it; give somebody a link to it, which is shown this once."""
    found, address = _report(member, pk), ""
    form = ShareForm(request.POST or None, initial={"days": LASTS}, auto_id="share_%s")
    if request.method == "POST" and form.is_valid():
        with RefusalsAt(form):
            _link, token = share_report(member, found, **form.cleaned_data)
            address = f"{settings.PUBLIC_URL}{reverse('shared_report', args=[token])}"
    about = {
        "member": member,
        "report": found,
        "form": form,
        "address": address,
        "links": open_report_links(found, clock.now()),
        "may_share": allows(member, Duty.PUBLISH),
        **read(found),
    }
    return render(request, "reports/report.html", about, status=422 if form.errors else 200)


@require_POST
@member_page
def end_report_link(request: HttpRequest, member: Member, pk: int, link: int) -> HttpResponse:
    """End a link: from now on it opens nothing."""
    found = get_object_or_404(ReportLink, pk=link, report__pk=pk, report__brand=member.brand)
    revoke_report_link(member, found)
    messages.success(request, _("The link is ended: it opens nothing any more."))
    return SeeOther(reverse("report", args=[member.brand.slug, pk]))


@require_safe
@member_page
def report_file(request: HttpRequest, member: Member, pk: int) -> HttpResponse:  # noqa: ARG001
    """Give a report as PDF."""
    return as_pdf(_report(member, pk))


@require_safe
@member_page
def report_csv(request: HttpRequest, member: Member, pk: int) -> HttpResponse:  # noqa: ARG001
    """Give both returns of a report as CSV."""
    return as_csv(_report(member, pk))


@require_safe
@member_page
def report_json(request: HttpRequest, member: Member, pk: int) -> HttpResponse:  # noqa: ARG001
    """Give all that a report says as JSON."""
    return as_json(_report(member, pk))


def _report(member: Member, pk: int) -> Report:
    return get_object_or_404(Report.objects.select_related("brand", "made_by__user"), brand=member.brand, pk=pk)


def _running(member: Member) -> ReportSchedule | None:
    return ReportSchedule.objects.select_related("brand").filter(brand=member.brand, ended_at=None).first()


def _schedule_form(member: Member) -> ScheduleForm:
    running = _running(member)
    if running is None:
        return ScheduleForm(initial={"day": 1, "hour": "08:00", "language": member.brand.language}, auto_id="plan_%s")
    names = ("day", "hour", "language", "addresses")
    return ScheduleForm(initial={name: getattr(running, name) for name in names}, auto_id="plan_%s")


def _listed(request: HttpRequest, member: Member, form: ReportForm, schedule: ScheduleForm) -> HttpResponse:
    found = Report.objects.filter(brand=member.brand).select_related("made_by__user").defer("content")
    if len(brands_beside(member.brand, member.user, Duty.PUBLISH)) < 2:
        form.fields.pop("with_brands")
    about = {
        "member": member,
        "form": form,
        "schedule_form": schedule,
        "schedule": _running(member),
        "reports": found.order_by("-month", "-made_at", "-pk")[:SHOWN],
        "may_plan": allows(member, Duty.PUBLISH),
        "mail_is_on": mail_is_on(),
    }
    return render(request, "reports/index.html", about, status=422 if form.errors or schedule.errors else 200)


_REPORTS = "b/<slug:brand>/reports/"
urlpatterns: list[URLPattern] = [
    path(_REPORTS, reports, name="reports"),
    path(_REPORTS + "schedule/", report_schedule, name="report_schedule"),
    path(_REPORTS + "<int:pk>/", report, name="report"),
    path(_REPORTS + "<int:pk>.pdf", report_file, name="report_file"),
    path(_REPORTS + "<int:pk>.csv", report_csv, name="report_csv"),
    path(_REPORTS + "<int:pk>.json", report_json, name="report_json"),
    path(_REPORTS + "<int:pk>/links/<int:link>/end/", end_report_link, name="end_report_link"),
]
