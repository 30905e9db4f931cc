"""What runs here is free software: its name, its license, and its source for whoever asks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from antiphon.web.senders import open_to_all
from antiphon.web.source_archive import FOLDER, source_archive


@open_to_all
@require_safe
def source(request: HttpRequest) -> HttpResponse:
    """Say what runs here and on which terms, and offer its source."""
    return render(request, "source.html")


@open_to_all
@require_safe
def source_file(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Give the source of what runs here."""
    answer = HttpResponse(source_archive(), content_type="application/gzip")
    answer["Content-Disposition"] = f'attachment; filename="{FOLDER}.tar.gz"'
    return answer


urlpatterns: list[URLPattern] = [
    path("source/", source, name="source"),
    path(f"source/{FOLDER}.tar.gz", source_file, name="source_file"),
]
