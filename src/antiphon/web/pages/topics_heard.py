"""Topics: what people speak of this week or month, how it moves, and the vocabulary by which it is found."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.lib import clock
from antiphon.listening.actions.subjects import (
    accept_subject,
    add_subject,
    change_subject,
    drop_subject,
    reject_subject,
)
from antiphon.listening.models import MovementLabel, Subject, SubjectState
from antiphon.listening.queries.topics import (
    Topic,
    counts_over_time,
    messages_about,
    rejected_subjects,
    topics,
)
from antiphon.listening.rules.language import LANGUAGES
from antiphon.listening.rules.terms import ANY
from antiphon.listening.rules.topics import Span, Stretch, stretch
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.web.access import SeeOther, member_page
from antiphon.web.charts import line_chart
from antiphon.web.paging import number_in, page_number, pages_beside
from antiphon.web.partial import show
from antiphon.web.refusals import RefusalsAt

PAGE, _FARTHEST, _DRAWN = 30, 60, 8


class SubjectForm(forms.Form):
    """A subject with its keywords, those of a language in one line with commas between."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        names = {code: str(name) for code, name in settings.LANGUAGES}
        for language in (*LANGUAGES, ANY):
            label = names.get(language, _("In any language"))
            self.fields[_field(language)] = forms.CharField(label=label, required=False, max_length=2000)

    @property
    def keywords(self) -> dict[str, list[str]]:
        """What was typed, by language."""
        return {language: self.cleaned_data[_field(language)].split(",") for language in (*LANGUAGES, ANY)}


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def topics_heard(request: HttpRequest, member: Member) -> HttpResponse:
    """List what people speak of, with examples and how it moves; add a subject to look for."""
    form = SubjectForm(request.POST or None, auto_id="subject-%s")
    if request.method == "POST" and form.is_valid():
        with RefusalsAt(form):
            add_subject(member, form.cleaned_data["name"], form.keywords)
            messages.success(request, _("It is looked for in all that was said, within a minute."))
            return _back(member)
    return show(request, "topics_heard/index.html", _listed(request, member, form), 422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def subject_heard(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show the messages that speak of a subject and how many there were; change its name and keywords."""
    subject = _subject(member, pk)
    form = SubjectForm(request.POST or None, initial=_typed(subject), auto_id="subject-%s")
    if request.method == "POST" and form.is_valid():
        with RefusalsAt(form):
            change_subject(member, subject, form.cleaned_data["name"], form.keywords)
            messages.success(request, _("It is looked for in all that was said, within a minute."))
            return SeeOther(reverse("subject_heard", args=[member.brand.slug, pk]))
        subject.refresh_from_db()
    return show(
        request, "topics_heard/subject.html", _about(request, member, subject, form), 422 if form.errors else 200
    )


@require_POST
@member_page
def decide_subject(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Accept a suggestion, or put it aside."""
    subject = _subject(member, pk)
    if request.POST.get("says") == "yes":
        accept_subject(member, subject)
        messages.success(request, _("It belongs to your vocabulary now."))
    else:
        reject_subject(member, subject)
        messages.success(request, _("It is put aside, and not suggested again."))
    return _back(member)


@require_POST
@member_page
def remove_subject(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Take a subject out of the vocabulary."""
    drop_subject(member, _subject(member, pk))
    messages.success(request, _("Taken away."))
    return _back(member)


def _listed(request: HttpRequest, member: Member, form: SubjectForm) -> dict[str, Any]:
    span, back = _asked(request)
    now, before = (_stretch(member, span, number) for number in (back, back + 1))
    accepted = topics(member, now, before)
    proposed = [one for one in topics(member, now, before, SubjectState.PROPOSED) if one.now]
    most = max((max(one.now, one.before) for one in (*accepted, *proposed)), default=0)
    return {
        "topics": [_shown(one, most) for one in accepted],
        "suggested": [_shown(one, most) for one in proposed],
        "rejected": list(rejected_subjects(member.brand)[:50]),
        "now": now,
        "before": before,
        "earlier": back + 1 if back < _FARTHEST else None,
        "later": back - 1 if back else None,
        "form": form,
        **_frame(member, span, back),
    }


def _about(request: HttpRequest, member: Member, subject: Subject, form: SubjectForm) -> dict[str, Any]:
    span, back = _asked(request)
    stretches = [_stretch(member, span, number) for number in range(back + _DRAWN - 1, back - 1, -1)]
    counts = counts_over_time(member, subject, stretches)
    number = page_number(request)
    within = None if "all" in request.GET else stretches[-1]
    start = (number - 1) * PAGE
    rows = list(messages_about(member, subject, within)[start : start + PAGE + 1])
    return {
        "subject": subject,
        "rows": rows[:PAGE],
        "within": within,
        "now": stretches[-1],
        "counts": list(zip(stretches, counts, strict=True)),
        "chart": line_chart([(place / (_DRAWN - 1), count) for place, count in enumerate(counts)]),
        "form": form,
        **pages_beside(number, more=len(rows) > PAGE),
        **_frame(member, span, back),
    }


def _shown(topic: Topic, most: int) -> dict[str, Any]:
    return {
        "topic": topic,
        "movement": topic.movement.value,
        "label": MovementLabel(topic.movement.value).label,
        "now_wide": round(1000 * topic.now / most) if most else 0,
        "before_wide": round(1000 * topic.before / most) if most else 0,
    }


def _asked(request: HttpRequest) -> tuple[Span, int]:
    """Return week or month, and how many stretches back; whatever is neither is the last week."""
    span = Span.MONTH if request.GET.get("span") == Span.MONTH else Span.WEEK
    return span, min(number_in(request.GET.get("back", "")), _FARTHEST)


def _stretch(member: Member, span: Span, back: int) -> Stretch:
    zone = member.brand.zone
    return stretch(span, clock.now().astimezone(zone).date(), zone, back)


def _frame(member: Member, span: Span, back: int) -> dict[str, Any]:
    return {"member": member, "may_answer": allows(member, Duty.ANSWER), "span": span.value, "back": back}


def _typed(subject: Subject) -> dict[str, str]:
    words = {_field(language): ", ".join(phrases) for language, phrases in subject.keywords.items()}
    return {"name": subject.name, **words}


def _field(language: str) -> str:
    return f"keywords-{language or 'any'}"


def _subject(member: Member, pk: int) -> Subject:
    return get_object_or_404(Subject, brand=member.brand, pk=pk)


def _back(member: Member) -> HttpResponse:
    return SeeOther(reverse("topics_heard", args=[member.brand.slug]))


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/listening/topics/", topics_heard, name="topics_heard"),
    path("b/<slug:brand>/listening/topics/<int:pk>/", subject_heard, name="subject_heard"),
    path("b/<slug:brand>/listening/topics/<int:pk>/decide/", decide_subject, name="decide_subject"),
    path("b/<slug:brand>/listening/topics/<int:pk>/remove/", remove_subject, name="remove_subject"),
]
