"""The form in which words are written: what was begun is given back, files go along, a preview on asking."""

from pathlib import Path
from typing import Any, Self

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from antiphon.community.actions.attaching import LONGEST_WORDS, FileGiven, attach
from antiphon.community.actions.filming import MOST_CAPTIONS, looks_like_film
from antiphon.community.actions.sketching import Typed
from antiphon.community.actions.writing import LONGEST, LONGEST_TITLE, LONGEST_WARNING, Words
from antiphon.community.models import Attachment, Kind
from antiphon.community.permissions import Viewer, require_part
from antiphon.community.queries.attachments import attached_under, sketch_at
from antiphon.community.queries.naming import names_in
from antiphon.lib import clock, ids
from antiphon.lib.markdown import read_markdown

#: What can be chosen as a file.
_TAKEN = (
    *("image/jpeg", "image/png", "image/webp", "image/gif"),
    *("video/mp4", "video/webm"),
    "application/pdf",
)
#: What else is kept of a form that is not sent yet.
_REST = ("kind", "purpose", "items", "multiple", "votes_each", "named_votes", "closes_at", "about")


class WordsForm(forms.Form):
    """What is written, and a file that goes with it."""

    source = forms.CharField(
        label=_("Your words"),
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea({"rows": 6}),
        help_text=_(
            "Markdown: *slanted*, **strong**, > a quotation, - a list, [words](https://…), @handle, #hashtag."
        ),
    )
    warning = forms.CharField(
        label=_("Warn readers of"),
        required=False,
        max_length=LONGEST_WARNING,
        help_text=_("Shown first; who wants to read on opens it."),
    )
    file = forms.FileField(
        label=_("Picture, video or document"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ",".join(_TAKEN)}),
        help_text=_("JPEG, PNG, WebP, GIF, MP4, WebM or PDF. Where a picture or video was taken is not kept."),
    )
    words = forms.CharField(
        label=_("What it shows"),
        required=False,
        max_length=LONGEST_WORDS,
        help_text=_("Said to those who do not see the picture or video. Each of them needs it."),
    )
    captions = forms.FileField(
        label=_("Captions of a video"),
        required=False,
        widget=forms.FileInput({"accept": ".vtt,text/vtt"}),
        help_text=_("WebVTT (.vtt), in your language: for those who do not hear it."),
    )
    place = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)
    key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    viewer: Viewer
    preview: SafeString | None = None
    given_back = False

    @classmethod
    def at(cls, request: HttpRequest, viewer: Viewer, place: str, **begun: Any) -> Self:
        """Return the form at a place: as it was sent, as it was begun there before, or as it begins."""
        form = cls(request.POST, request.FILES) if request.method == "POST" else cls._given_back(viewer, place, begun)
        form.viewer = viewer
        if "preview" in request.GET:
            form.preview = preview_of(viewer, str(form["source"].value() or ""))
        return form

    @classmethod
    def _given_back(cls, viewer: Viewer, place: str, begun: dict[str, Any]) -> Self:
        sketch = sketch_at(viewer.participant, place)
        kept = {"place": place, "key": sketch.key if sketch else ids.new_id(clock.now())}
        if sketch is not None:
            typed = {"source": sketch.source, "warning": sketch.warning, "title": sketch.title}
            kept |= {name: value for name, value in typed.items() if value}
            kept |= {name: value for name, value in sketch.rest.items() if name in cls.base_fields}
        form = cls(initial=begun | kept)
        form.given_back = sketch is not None and bool(sketch.source)
        return form

    @property
    def attachments(self) -> list[Attachment]:
        """What goes with it so far."""
        return attached_under(self.viewer.participant, str(self["key"].value() or ""))

    def sent(self) -> Words:
        """Return what was typed as the house knows it, the file attached; raise Refusal if the file cannot be."""
        typed = self.cleaned_data
        if typed["file"]:
            attach(
                require_part(self.viewer), typed_in(typed), file_in(typed["file"], typed["words"], typed["captions"])
            )
        return Words(source=typed["source"], warning=typed["warning"], key=typed["key"])


class TopicForm(WordsForm):
    """A new topic."""

    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE)
    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[choice for choice in Kind.choices if choice[0] not in {Kind.NOTE, Kind.EVENT}],
        initial=Kind.DISCUSSION,
        widget=forms.RadioSelect,
    )


def typed_in(fields: Any) -> Typed:
    """Return a form as it stands."""
    names = ("place", "key", "source", "warning", "title")
    rest = {name: str(fields[name]) for name in _REST if fields.get(name)}
    return Typed(**{name: fields.get(name) or "" for name in names}, rest=rest)


def file_in(file: Any, words: str, captions: Any = None) -> FileGiven:
    """Return a file as it was given; no more of it is read than is needed to see that it is too large.

    A video that lies in the folder of uploads is left there; captions are in the language of who gives them.
    """
    given: dict[str, Any] = {"name": file.name or "", "words": words}
    if captions:
        given |= {"captions": captions.read(MOST_CAPTIONS + 1), "language": get_language() or ""}
    beginning = file.read(64)
    file.seek(0)
    if looks_like_film(beginning) and hasattr(file, "temporary_file_path"):
        return FileGiven(data=beginning, source=Path(file.temporary_file_path()), **given)
    return FileGiven(data=file.read(settings.MAX_PICTURE_BYTES + 1), **given)


def preview_of(viewer: Viewer, source: str) -> SafeString:
    """Return words as they would be shown; where pictures from elsewhere become links, it says so."""
    made = read_markdown(source[:LONGEST], names_in(viewer.community, source[:LONGEST]))
    shown = made.html
    said = _("Pictures from elsewhere are links here: loading them would tell others who reads this. Attach yours.")
    if made.elsewhere:
        shown += format_html('<p class="soft small">{}</p>', said)
    return mark_safe(shown)  # noqa: S308  made by read_markdown, which lets no script through
