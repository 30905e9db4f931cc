"""One report for whoever has a link to it: to read, and to take along as PDF, CSV or JSON."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from antiphon.reports.actions.reporting import note_report_link_use, report_link_of
from antiphon.reports.models import Report
from antiphon.reports.queries.looks import look_of
from antiphon.web.report_files import as_csv, as_json, as_pdf, logo_answer, read, style_answer
from antiphon.web.senders import open_to_all


@open_to_all
@never_cache
@require_safe
def shared_report(request: HttpRequest, token: str) -> HttpResponse:
    """Show one report to whoever has a link to it, and nothing else."""
    return _given(request, token, lambda found: _page(request, token, found))


@open_to_all
@never_cache
@require_safe
def shared_report_file(request: HttpRequest, token: str) -> HttpResponse:
    """Give the report of a link as PDF."""
    return _given(request, token, as_pdf)


@open_to_all
@never_cache
@require_safe
def shared_report_csv(request: HttpRequest, token: str) -> HttpResponse:
    """Give both returns of the report of a link as CSV."""
    return _given(request, token, as_csv)


@open_to_all
@never_cache
@require_safe
def shared_report_json(request: HttpRequest, token: str) -> HttpResponse:
    """Give all that the report of a link says as JSON."""
    return _given(request, token, as_json)


@open_to_all
@never_cache
@require_safe
def shared_report_logo(request: HttpRequest, token: str) -> HttpResponse:
    """Give the logo under which the report of a link stands."""
    return _given(request, token, lambda found: logo_answer(look_of(found.brand)))


@open_to_all
@never_cache
@require_safe
def shared_report_style(request: HttpRequest, token: str) -> HttpResponse:
    """Give the color in which the report of a link stands."""
    return _given(request, token, lambda found: style_answer(look_of(found.brand)))


def _page(request: HttpRequest, token: str, found: Report) -> HttpResponse:
    look = look_of(found.brand)
    logo = look.picture(timezone.localdate()) if look else None
    about = {"report": found, "token": token, "logo": logo, **read(found, look)}
    with translation.override(found.language):
        return render(request, "reports/shared.html", about)


def _given(request: HttpRequest, token: str, made: Callable[[Report], HttpResponse]) -> HttpResponse:
    """Return what is made of the report of a link, kept out of search engines and of what other sites are told.

    Raise Http404 where the link opens nothing.
    """
    link = report_link_of(token)
    if link is None:
        raise Http404
    if request.method == "GET":
        note_report_link_use(link)
    answer = made(link.report)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


_LINK = "reports/<str:token>/"
urlpatterns: list[URLPattern] = [
    path(_LINK, shared_report, name="shared_report"),
    path(_LINK + "report.pdf", shared_report_file, name="shared_report_file"),
    path(_LINK + "report.csv", shared_report_csv, name="shared_report_csv"),
    path(_LINK + "report.json", shared_report_json, name="shared_report_json"),
    path(_LINK + "logo", shared_report_logo, name="shared_report_logo"),
    path(_LINK + "look.css", shared_report_style, name="shared_report_style"),
]
