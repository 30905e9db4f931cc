"""Documents of a group: the list, one with its versions, and the files."""

from pathlib import Path
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.community.actions.attaching import FileGiven
from antiphon.community.actions.documents import (
    DocumentGiven,
    add_document,
    describe_document,
    remove_document,
    renew_document,
)
from antiphon.community.models import Group, GroupDocument
from antiphon.community.permissions import Viewer, reads
from antiphon.community.queries.documents import documents_of, documents_read, may_add, tends, version_seen
from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.web.access import SeeOther
from antiphon.web.paging import page_number, pages_beside
from antiphon.web.ranges import give_file
from antiphon.web.refusals import put_refusal
from antiphon.web.taking_part import community_page, group_of, inside_page
from antiphon.web.words_form import file_in

PAGE, _AN_HOUR = 30, 3_600


class VersionForm(forms.Form):
    """How a document stands from now on: a file, or an address."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_(
            "A PDF or a picture: JPEG, PNG, WebP, GIF. Save texts and tables of office programs as PDF first."
        ),
    )
    url = forms.CharField(label=_("Address"), required=False, max_length=1_000, help_text=_("Instead of a file."))
    note = forms.CharField(label=_("What changed"), required=False, max_length=300)

    def given(self) -> DocumentGiven:
        """Return what was given, as the action takes it."""
        typed = dict(self.cleaned_data)
        sent = typed.pop("file")
        file: FileGiven | None = file_in(sent, "") if sent else None
        return DocumentGiven(**typed, file=file)


class DocumentForm(VersionForm):
    """A new document."""

    title = forms.CharField(label=_("Title"), max_length=200)
    words = forms.CharField(
        label=_("What it is"), required=False, max_length=1_000, widget=forms.Textarea({"rows": 3})
    )
    note = None  # type: ignore[assignment]
    field_order: tuple[str, ...] = ("title", "words")


@require_http_methods(["GET", "HEAD", "POST"])
@community_page
def document_list(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    """List the documents of a group, the latest changed first; add one."""
    found = group_of(viewer, slug)
    if not reads(viewer, found):
        raise Http404
    if request.method == "POST":
        return _added(request, viewer, found)
    return _listed(request, viewer, found, DocumentForm())


def _added(request: HttpRequest, viewer: Viewer, found: Group) -> HttpResponse:
    form = DocumentForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            made = add_document(viewer, found, form.given())
        except NotAllowed:
            raise
        except Refusal as refusal:
            put_refusal(form, refusal)
        else:
            return SeeOther(_address(viewer, made))
    return _listed(request, viewer, found, form)


def _listed(request: HttpRequest, viewer: Viewer, found: Group, form: DocumentForm) -> HttpResponse:
    number = page_number(request)
    rows = documents_of(viewer, found, PAGE + 1, (number - 1) * PAGE)
    about: dict[str, Any] = {
        "viewer": viewer,
        "group": found,
        "documents": rows[:PAGE],
        "form": form if may_add(viewer, found) else None,
        **pages_beside(number, more=len(rows) > PAGE),
    }
    return render(request, "documents/index.html", about, status=422 if form.errors else 200)


@require_safe
@community_page
def document(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Show a document with its versions, the latest first."""
    return _shown(request, viewer, _document_of(viewer, pk), VersionForm())


def _shown(request: HttpRequest, viewer: Viewer, found: GroupDocument, form: VersionForm) -> HttpResponse:
    about: dict[str, Any] = {
        "viewer": viewer,
        "document": found,
        "group": found.group,
        "versions": found.versions.select_related("by").order_by("-number"),
        "form": form if tends(viewer, found) else None,
        "own": viewer.participant is not None and found.added_by_id == viewer.participant.pk,
    }
    return render(request, "documents/document.html", about, status=422 if form.errors else 200)


def _document_of(viewer: Viewer, pk: int) -> GroupDocument:
    return get_object_or_404(documents_read(viewer).select_related("group", "added_by"), pk=pk)


def _address(viewer: Viewer, found: GroupDocument) -> str:
    return reverse("document", args=[viewer.brand.slug, found.pk])


@require_POST
@inside_page
def tend_document(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Give a document a new version, describe it anew, or take it away."""
    found, done = _document_of(viewer, pk), request.POST.get("do", "")
    if done == "remove":
        remove_document(viewer, found, request.POST.get("why", ""))
        messages.success(request, _("It is taken away."))
        return SeeOther(reverse("documents", args=[viewer.brand.slug, found.group.slug]))
    if done == "describe":
        describe_document(viewer, found, request.POST.get("title", ""), request.POST.get("words", ""))
        return SeeOther(_address(viewer, found))
    form = VersionForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            renew_document(viewer, found, form.given())
        except NotAllowed:
            raise
        except Refusal as refusal:
            put_refusal(form, refusal)
        else:
            return SeeOther(_address(viewer, found))
    return _shown(request, viewer, found, form)


@require_safe
@community_page
def document_file(request: HttpRequest, viewer: Viewer, pk: int, number: int) -> HttpResponse:
    """Give a version: its file, or the way to its address; to whoever reads in the group, or comes with a seal."""
    found = version_seen(viewer, pk, number, request.GET.get("seal", ""))
    if found is None:
        raise Http404
    if found.url:
        return redirect(found.url)
    place = Path(settings.MEDIA_ROOT) / (found.file.name or "")
    if not found.file.name or not place.is_file():
        raise Http404
    tag = f'"d{found.pk}"'
    known = request.headers.get("If-None-Match") == tag
    answer = HttpResponseNotModified() if known else give_file(request, place, found.media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["ETag"] = tag
    header = content_disposition_header(as_attachment=True, filename=found.name or "document")
    answer["Content-Disposition"] = header or "attachment"
    patch_cache_control(answer, max_age=_AN_HOUR, private=True)
    return cast("HttpResponse", answer)


_COMMUNITY = "@<slug:brand>/community/"

urlpatterns: list[URLPattern] = [
    path(_COMMUNITY + "groups/<slug:slug>/documents/", document_list, name="documents"),
    path(_COMMUNITY + "documents/<int:pk>/", document, name="document"),
    path(_COMMUNITY + "documents/<int:pk>/tend/", tend_document, name="tend_document"),
    path(_COMMUNITY + "documents/<int:pk>/<int:number>/", document_file, name="document_file"),
]
