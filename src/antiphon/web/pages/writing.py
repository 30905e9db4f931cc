"""What helps to write: what is begun is kept, files go along, short posts need no title."""

import re
from pathlib import Path
from typing import cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.community.actions.attaching import attach, detach
from antiphon.community.actions.saying import say as say_it
from antiphon.community.actions.sketching import keep_sketch
from antiphon.community.models import Attachment, HeldWriting, Participant, Topic
from antiphon.community.permissions import Viewer, require_part, require_writer
from antiphon.community.queries.attachments import attached_under, attachment_seen
from antiphon.lib.errors import Conflict, Refusal
from antiphon.web.access import SeeOther
from antiphon.web.pages.topics import say_it_waits
from antiphon.web.paging import number_in
from antiphon.web.partial import asked_part
from antiphon.web.ranges import give_file
from antiphon.web.refusals import RefusalsAt
from antiphon.web.taking_part import community_page, inside_page
from antiphon.web.words_form import WordsForm, file_in, preview_of, typed_in

_PLACE = re.compile(
    r"(?P<what>reply|edit):(?P<topic>\d{1,18}):(?P<message>\d{1,18})|group:(?P<group>[\w-]{1,100})"
    r"|starter:(?P<starter>\d{1,18})|ask:(?P<ask>[\w-]{1,100})|idea:(?P<idea>\d{1,18})|note"
)
_AN_HOUR = 3600


@require_POST
@inside_page
def keep_words(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Keep a form as it stands; attach a file to it, take one away, show how it will look."""
    participant = require_part(viewer)
    typed = typed_in(request.POST)
    back = _way_back(viewer, typed.place)
    kept = keep_sketch(participant, typed)
    part = asked_part(request)
    if part == "words-kept":
        return render(request, "topics/words_kept.html", {"at": kept.saved_at if kept else None})
    try:
        _do(request, participant)
    except Refusal as refusal:
        if not part:
            raise
        return _aside(request, viewer, refusal)
    return _aside(request, viewer) if part else SeeOther(back)


def _do(request: HttpRequest, participant: Participant) -> None:
    done, _colon, key = request.POST.get("do", "").partition(":")
    if done == "attach":
        if "file" not in request.FILES:
            raise Refusal(_("Choose a file first."), field="file")
        given = file_in(request.FILES["file"], request.POST.get("words", ""), request.FILES.get("captions"))
        attach(participant, typed_in(request.POST), given)
    elif done == "detach":
        detach(participant, get_object_or_404(Attachment, owner=participant, pk=number_in(key)))


def _aside(request: HttpRequest, viewer: Viewer, refusal: Refusal | None = None) -> HttpResponse:
    shows = request.POST.get("do") == "preview"
    about = {
        "viewer": viewer,
        "attachments": attached_under(viewer.participant, request.POST.get("key", "")),
        "preview": preview_of(viewer, request.POST.get("source", "")) if shows else None,
        "refusal": refusal,
    }
    return render(request, "topics/words_aside.html", about, status=422 if refusal else 200)


def _way_back(viewer: Viewer, place: str) -> str:
    """Return where the form at a place stands, with a preview of it."""
    found = _PLACE.fullmatch(place)
    brand = viewer.brand.slug
    if found is None:
        raise Refusal(_("There is no such place to write at."))
    if found["group"]:
        return reverse("new_topic", args=[brand, found["group"]]) + "?preview=1#words"
    if found["ask"]:
        return reverse("new_ask", args=[brand, found["ask"]]) + "?preview=1#words"
    if found["idea"]:
        return reverse("new_ask_idea", args=[brand, int(found["idea"])]) + "?preview=1#words"
    if found["starter"]:
        return reverse("starter_turn", args=[brand, int(found["starter"])]) + "?preview=1#words"
    if found["what"] == "edit":
        return reverse("edit_writing", args=[brand, int(found["topic"]), int(found["message"])]) + "?preview=1#words"
    if found["what"] == "reply":
        return f"{reverse('topic', args=[brand, int(found['topic'])])}?answer={int(found['message'])}&preview=1#words"
    return reverse("say", args=[brand]) + "?preview=1#words"


@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def say(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Say something on the square, without a title."""
    square = viewer.community.square
    if square is None:
        raise Conflict(_("This community has no square yet."))
    require_writer(viewer, square)
    form = WordsForm.at(request, viewer, "note")
    made = _said(viewer, form) if form.is_valid() else None
    if isinstance(made, HeldWriting):
        return say_it_waits(request, viewer)
    if made is not None:
        return SeeOther(reverse("topic", args=[viewer.brand.slug, made.pk]))
    about = {"viewer": viewer, "form": form}
    return render(request, "topics/say.html", about, status=422 if form.errors else 200)


def _said(viewer: Viewer, form: WordsForm) -> Topic | HeldWriting | None:
    with RefusalsAt(form):
        return say_it(viewer, form.sent())
    return None


@require_safe
@community_page
def attachment(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Give a picture or a document to whoever may read the words that it goes with."""
    found = attachment_seen(viewer, pk, request.GET.get("seal", ""))
    place = Path(settings.MEDIA_ROOT) / (found.file.name or "") if found else None
    if found is None or place is None or not place.is_file():
        raise Http404
    tag = f'"a{found.pk}"'
    known = request.headers.get("If-None-Match") == tag
    answer = HttpResponseNotModified() if known else give_file(request, place, found.media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["ETag"] = tag
    if not (found.is_picture or found.is_film):
        answer["Content-Disposition"] = _as_download(found.name)
    patch_cache_control(answer, max_age=_AN_HOUR, private=True)
    return cast("HttpResponse", answer)


@require_safe
@community_page
def attachment_part(request: HttpRequest, viewer: Viewer, pk: int, part: str) -> HttpResponse:
    """Give the picture that stands for a video, or its captions, to whoever may see the video."""
    found = attachment_seen(viewer, pk, request.GET.get("seal", ""))
    if found is None or part not in {"poster", "captions"}:
        raise Http404
    file, media_type = (found.poster, "image/jpeg") if part == "poster" else (found.captions, "text/vtt")
    place = Path(settings.MEDIA_ROOT) / (file.name or "")
    if not file.name or not place.is_file():
        raise Http404
    answer = give_file(request, place, media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(answer, max_age=_AN_HOUR, private=True)
    return cast("HttpResponse", answer)


def _as_download(name: str) -> str:
    header = content_disposition_header(as_attachment=True, filename=name or "document.pdf")
    return header or "attachment"


_COMMUNITY = "@<slug:brand>/community/"

urlpatterns: list[URLPattern] = [
    path(_COMMUNITY + "writing/", keep_words, name="keep_words"),
    path(_COMMUNITY + "say/", say, name="say"),
    path(_COMMUNITY + "attachments/<int:pk>/", attachment, name="attachment"),
    path(_COMMUNITY + "attachments/<int:pk>/<str:part>/", attachment_part, name="attachment_part"),
]
