"""What one is told, and what one chooses to be told: of a topic, of a group, by kind, when."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.community.actions import notices
from antiphon.community.actions.mailing import whose_mail
from antiphon.community.models import (
    OFFERED,
    Digest,
    GroupLevel,
    How,
    NotificationKind,
    NotificationRhythm,
    TopicLevel,
)
from antiphon.community.notification_words import excerpt_of, path_of, sentence_of
from antiphon.community.permissions import Viewer, require_part
from antiphon.community.queries.notices import (
    Bundle,
    bundled,
    hydrated,
    notifications_read,
    pushed_of,
    rhythm_of,
    usual_push,
    usual_way,
    ways_of,
)
from antiphon.community.queries.participants import community_of
from antiphon.letters.actions import mail_is_on
from antiphon.lib.errors import Refusal
from antiphon.web.access import SeeOther
from antiphon.web.pages.devices import about_devices
from antiphon.web.paging import number_in
from antiphon.web.refusals import put_refusal
from antiphon.web.senders import open_to_machines
from antiphon.web.taking_part import group_of, inside_page, topic_of

ROWS = 60
_RHYTHM = ("digest", "weekday", "hour", "quiet_from", "quiet_until", "push_says")
_HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]


class ChoicesForm(forms.Form):
    """How one is told of each kind of things, and when one is mailed."""

    mailed = forms.BooleanField(label=_("The community may write to you by mail"), required=False)
    digest = forms.ChoiceField(label=_("The digest comes"), choices=Digest)
    weekday = forms.TypedChoiceField(label=_("Weekly on"), choices=WEEKDAYS.items(), coerce=int)
    hour = forms.TypedChoiceField(label=_("At"), choices=_HOURS, coerce=int)
    quiet_from = forms.TypedChoiceField(label=_("Quiet from"), choices=_HOURS, coerce=int)
    quiet_until = forms.TypedChoiceField(
        label=_("until"), choices=_HOURS, coerce=int, help_text=_("The same hour twice: no hour is quiet.")
    )
    push_says = forms.BooleanField(
        label=_("My devices say what it is about"),
        required=False,
        help_text=_(
            "Names and titles then stand where others may look on; never words, and of private groups only the name. "
            "Without it a device says only that something is new."
        ),
    )

    def __init__(self, *args: Any, **rest: Any) -> None:
        """Add a choice for each kind."""
        super().__init__(*args, **rest)
        for kind in OFFERED:
            self.fields[kind.value] = forms.ChoiceField(label=kind.label, choices=How)
            self.fields[f"push_{kind.value}"] = forms.BooleanField(label=_("on my devices too"), required=False)

    @property
    def ways(self) -> dict[NotificationKind, How]:
        """How one is told, by kind."""
        return {kind: How(self.cleaned_data[kind.value]) for kind in OFFERED}

    @property
    def pushed(self) -> dict[NotificationKind, bool]:
        """Of which kinds one's devices are told."""
        return {kind: self.cleaned_data[f"push_{kind.value}"] for kind in OFFERED}

    @property
    def kinds(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields of the kinds: how, and whether on devices."""
        return [(self[kind.value], self[f"push_{kind.value}"]) for kind in OFFERED]

    def rhythm(self) -> NotificationRhythm:
        """Return when one is mailed."""
        return NotificationRhythm(**{name: self.cleaned_data[name] for name in _RHYTHM})


@require_safe
@inside_page
def notifications(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show what one is told, the latest first, what belongs together as one."""
    require_part(viewer)
    found, before = notifications_read(viewer), number_in(request.GET.get("before", ""))
    rows = hydrated(found.filter(pk__lt=before) if before else found, ROWS + 1)
    about = {
        "viewer": viewer,
        "rows": [_shown(viewer, bundle) for bundle in bundled(rows[:ROWS])],
        "older": rows[ROWS - 1].pk if len(rows) > ROWS else None,
        "later": bool(before),
    }
    return render(request, "notices/index.html", about)


def _shown(viewer: Viewer, bundle: Bundle) -> dict[str, Any]:
    return {
        "bundle": bundle,
        "sentence": sentence_of(bundle, viewer.brand),
        "excerpt": excerpt_of(bundle),
    }


@require_safe
@inside_page
def open_notification(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Lead to where it stands; it and what is shown with it is read now."""
    found = notifications_read(viewer)
    one = get_object_or_404(found, pk=pk)
    together = found.filter(bundle=one.bundle, read_at=None) if one.read_at is None else found.filter(pk=pk)
    rows = hydrated(together.filter(pk__lte=pk), ROWS)
    if request.method == "GET":
        notices.mark_read(require_part(viewer), [row.pk for row in rows])
    return redirect(path_of(Bundle(tuple(rows)), viewer.brand))


@require_POST
@inside_page
def read_notifications(request: HttpRequest, viewer: Viewer) -> HttpResponse:  # noqa: ARG001
    """Note that one has read all of them."""
    notices.mark_all_read(require_part(viewer))
    return SeeOther(reverse("notifications", args=[viewer.brand.slug]))


@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def notification_choices(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Let one choose what one is told, how, and when one is mailed."""
    require_part(viewer)
    form = ChoicesForm(request.POST or None, initial=_chosen(viewer))
    if form.is_valid() and _kept(viewer, form):
        messages.success(request, _("This is kept."))
        return SeeOther(reverse("notification_choices", args=[viewer.brand.slug]))
    about = {"viewer": viewer, "form": form, "mail_is_on": mail_is_on()} | about_devices(request, viewer)
    return render(request, "notices/choices.html", about, status=422 if form.errors else 200)


def _chosen(viewer: Viewer) -> dict[str, Any]:
    own = require_part(viewer)
    rhythm, ways = rhythm_of(own), ways_of([own.pk])
    kinds: dict[str, Any] = {kind.value: ways.get((own.pk, kind), usual_way(kind)) for kind in OFFERED}
    pushed = pushed_of([own.pk])
    kinds |= {f"push_{kind.value}": pushed.get((own.pk, kind), usual_push(kind)) for kind in OFFERED}
    return {name: getattr(rhythm, name) for name in _RHYTHM} | kinds | {"mailed": own.mailed}


def _kept(viewer: Viewer, form: ChoicesForm) -> bool:
    try:
        own, mailed = require_part(viewer), form.cleaned_data["mailed"]
        notices.choose(own, form.ways, form.rhythm(), mailed=mailed, pushed=form.pushed)
    except Refusal as refusal:
        put_refusal(form, refusal)
        return False
    return True


@require_POST
@inside_page
def attend_topic(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Choose how much of a topic one is told."""
    found, level = topic_of(viewer, pk), request.POST.get("level", "")
    if level not in TopicLevel:
        raise Refusal(_("Choose one of the three."), field="level")
    notices.attend_topic(viewer, found, TopicLevel(level))
    messages.success(request, _("This is kept."))
    return SeeOther(reverse("topic", args=[viewer.brand.slug, pk]))


@require_POST
@inside_page
def attend_group(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    """Choose how much of a group one is told."""
    found, level = group_of(viewer, slug), request.POST.get("level", "")
    if level not in GroupLevel:
        raise Refusal(_("Choose one of the three."), field="level")
    notices.attend_group(viewer, found, GroupLevel(level))
    messages.success(request, _("This is kept."))
    return SeeOther(reverse("group", args=[viewer.brand.slug, slug]))


@csrf_exempt  # RFC 8058: the mail program of the reader posts here, without having seen a page
@open_to_machines
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_community_mail(request: HttpRequest, brand: str, token: str) -> HttpResponse:
    """Let somebody end the mail of a community, with one click on the page or from their mail program."""
    community = community_of(brand)
    participant = whose_mail(community.brand, token) if community else None
    if community is None or participant is None:
        raise Http404
    if request.method == "POST":
        notices.stop_mail(participant)
    with translation.override(community.brand.language):
        return render(request, "notices/stop.html", {"brand": community.brand, "done": request.method == "POST"})


_COMMUNITY = "@<slug:brand>/community/"
_NOTICES = _COMMUNITY + "notifications/"

urlpatterns: list[URLPattern] = [
    path(_NOTICES, notifications, name="notifications"),
    path(_NOTICES + "read/", read_notifications, name="read_notifications"),
    path(_NOTICES + "choices/", notification_choices, name="notification_choices"),
    path(_NOTICES + "<int:pk>/", open_notification, name="open_notification"),
    path(_COMMUNITY + "topics/<int:pk>/attention/", attend_topic, name="attend_topic"),
    path(_COMMUNITY + "groups/<slug:slug>/attention/", attend_group, name="attend_group"),
    path(_COMMUNITY + "mail/<str:token>/stop/", stop_community_mail, name="stop_community_mail"),
]
