"""How a brand listens: its languages, the phrases it listens for, and what was learned from its labels."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from antiphon.lib.errors import Refusal
from antiphon.listening.actions.phrasing import add_phrase, choose_languages, end_phrase, put_phrase_aside
from antiphon.listening.actions.training import ask_training, switch_classifier
from antiphon.listening.models import Classifier, KindLabel, Phrase
from antiphon.listening.queries.labels import classifiers_of, counts_of_labels
from antiphon.listening.queries.listening import listening_of
from antiphon.listening.rules.kinds import Kind
from antiphon.listening.rules.language import LANGUAGES
from antiphon.listening.rules.learned import BAR, ENOUGH_LABELS, passes
from antiphon.listening.rules.phrases import PHRASES
from antiphon.listening.rules.training import can_learn
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.web.access import SeeOther, member_page
from antiphon.web.partial import show


@require_safe
@member_page
def how_we_listen(request: HttpRequest, member: Member) -> HttpResponse:
    """Show in which languages a brand listens, for which phrases, and what was learned with which figures."""
    return _show(request, member)


@require_POST
@member_page
def set_languages(request: HttpRequest, member: Member) -> HttpResponse:
    """Say in which languages the brand listens."""
    try:
        choose_languages(member, request.POST.getlist("languages"))
    except Refusal as refusal:
        return _show(request, member, refusal)
    return _back(request, member, _("What was said is looked through anew."))


@require_POST
@member_page
def new_phrase(request: HttpRequest, member: Member) -> HttpResponse:
    """Listen for a phrase of the brand's own."""
    typed = [request.POST.get(name, "") for name in ("language", "kind", "words")]
    try:
        add_phrase(member, *typed)
    except Refusal as refusal:
        return _show(request, member, refusal)
    return _back(request, member, _("What was said is looked through anew."))


@require_POST
@member_page
def drop_phrase(request: HttpRequest, member: Member) -> HttpResponse:
    """Not listen for one of the phrases that come with the product."""
    put_phrase_aside(member, *(request.POST.get(name, "") for name in ("language", "kind", "words")))
    return _back(request, member, _("What was said is looked through anew."))


@require_POST
@member_page
def take_back_phrase(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Take back that a phrase was added or put aside."""
    end_phrase(member, get_object_or_404(Phrase, brand=member.brand, pk=pk))
    return _back(request, member, _("What was said is looked through anew."))


@require_POST
@member_page
def learn_from_labels(request: HttpRequest, member: Member) -> HttpResponse:
    """Ask that a classifier learns from the labels of a language."""
    try:
        ask_training(member, request.POST.get("language", ""))
    except Refusal as refusal:
        return _show(request, member, refusal)
    return _back(request, member, _("It learns within minutes; its figures come up here."))


@require_POST
@member_page
def switch_learned(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Use what was learned no longer, or again."""
    classifier = get_object_or_404(Classifier.objects.defer("weights"), brand=member.brand, pk=pk)
    switch_classifier(member, classifier, on=request.POST.get("on") == "yes")
    return _back(request, member, _("It is switched."))


def _show(request: HttpRequest, member: Member, refusal: Refusal | None = None) -> HttpResponse:
    listening = listening_of(member.brand)
    context = {
        "member": member,
        "refusal": refusal,
        "languages": [(code, name, code in listening.languages) for code, name in _languages()],
        "phrases": _phrases(member, listening.languages),
        "kinds": KindLabel.choices,
        "learned": _learned(member),
        "can_learn": can_learn(),
        "enough": ENOUGH_LABELS,
        "bar": BAR,
        "may_answer": allows(member, Duty.ANSWER),
        "typed": request.POST,
    }
    return show(request, "listening/how.html", context, status=422 if refusal else 200)


def _phrases(member: Member, languages: list[str]) -> list[dict[str, Any]]:
    """Return by language and kind the phrases that come with the product, with who put them aside, and own ones."""
    rows = list(member.brand.phrases.in_force().select_related("by__user").order_by("words", "pk"))
    aside = {(one.language, one.kind, one.words): one for one in rows if not one.added}
    return [
        {
            "code": code,
            "name": name,
            "kinds": [
                {
                    "kind": kind,
                    "ours": [
                        (words, aside.get((code, kind.value, words))) for words in PHRASES[code][Kind(kind.value)]
                    ],
                    "own": [one for one in rows if one.added and (one.language, one.kind) == (code, kind.value)],
                }
                for kind in KindLabel
            ],
        }
        for code, name in _languages()
        if code in languages
    ]


def _learned(member: Member) -> list[dict[str, Any]]:
    """Return for each language how many labels there are and what was last learned from them."""
    counts, last = counts_of_labels(member.brand), {one.language: one for one in classifiers_of(member.brand)}
    return [
        {
            "code": code,
            "name": name,
            "labels": counts[code],
            "enough": counts[code] >= ENOUGH_LABELS,
            "one": last.get(code),
            "passes": code in last and passes(last[code].precision),
            "kinds": _by_kind(last.get(code)),
        }
        for code, name in _languages()
    ]


def _by_kind(classifier: Classifier | None) -> list[tuple[str, dict[str, Any]]]:
    figures = classifier.figures if classifier else {}
    return [(str(kind.label), figures[kind.value]) for kind in KindLabel if kind.value in figures]


def _languages() -> list[tuple[str, str]]:
    return [(code, str(name)) for code, name in settings.LANGUAGES if code in LANGUAGES]


def _back(request: HttpRequest, member: Member, told: str) -> HttpResponse:
    messages.success(request, told)
    return SeeOther(reverse("how_we_listen", args=[member.brand.slug]))


_AT = "b/<slug:brand>/listening/how/"

urlpatterns: list[URLPattern] = [
    path(_AT, how_we_listen, name="how_we_listen"),
    path(_AT + "languages/", set_languages, name="set_languages"),
    path(_AT + "phrases/", new_phrase, name="new_phrase"),
    path(_AT + "phrases/aside/", drop_phrase, name="drop_phrase"),
    path(_AT + "phrases/<int:pk>/back/", take_back_phrase, name="take_back_phrase"),
    path(_AT + "learn/", learn_from_labels, name="learn_from_labels"),
    path(_AT + "learned/<int:pk>/", switch_learned, name="switch_learned"),
]
