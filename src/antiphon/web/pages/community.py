"""The community's door and its people: what goes on, who is here, how one comes in, what one says of oneself."""

from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from antiphon.community.actions.inviting import join_invited
from antiphon.community.actions.joining import Said, join
from antiphon.community.actions.presenting import LARGEST_PICTURE, present
from antiphon.community.models import Invitation, Participant, SeenBy, Topic
from antiphon.community.permissions import Viewer
from antiphon.community.queries.events import next_events
from antiphon.community.queries.feed import follows_person
from antiphon.community.queries.groups import groups_found, recommended, with_sizes
from antiphon.community.queries.inviting import good_invitation
from antiphon.community.queries.participants import participants_seen, portraits_seen, viewer_of
from antiphon.community.queries.topics import hydrated, topics_read, unread_in
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import User
from antiphon.web.access import SeeOther
from antiphon.web.arriving import place_of
from antiphon.web.paging import page_number, pages_beside
from antiphon.web.ranges import give_file
from antiphon.web.refusals import RefusalsAt, put_refusal
from antiphon.web.taking_part import community_page, inside_page

TOPICS, PEOPLE, GROUPS, EVENTS = 20, 60, 12, 5


class ProfileForm(forms.Form):
    """What somebody says of themselves."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    words = forms.CharField(
        label=_("About you"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("What you do, what you care about, what others may ask you."),
    )
    interests = forms.CharField(
        label=_("Interests"), required=False, max_length=800, help_text=_("Apart by commas: glazes, wood kilns.")
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages that you read"),
        required=False,
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
    )
    seen_by = forms.ChoiceField(label=_("Who sees your profile"), choices=SeenBy, initial=SeenBy.PARTICIPANTS)
    searchable = forms.BooleanField(label=_("What you write may be found by search"), required=False, initial=True)
    mailed = forms.BooleanField(label=_("The community may write to you by mail"), required=False, initial=True)

    @property
    def said(self) -> Said:
        """What was typed, as the house knows it."""
        typed = self.cleaned_data
        return Said(
            name=typed["name"],
            handle=typed.get("handle", ""),
            words=typed["words"],
            reason=typed.get("reason", ""),
            languages=tuple(typed["languages"]),
            interests=tuple(part.strip() for part in typed["interests"].split(",") if part.strip()),
            seen_by=SeenBy(typed["seen_by"]),
            searchable=typed["searchable"],
            mailed=typed["mailed"],
        )


class OwnForm(ProfileForm):
    """What somebody changes of themselves: also a picture and pages of theirs."""

    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp,image/gif"}),
        help_text=_("JPEG, PNG, WebP or GIF, 8 MB at most. It is cut square; what the camera noted is removed."),
    )
    without_picture = forms.BooleanField(label=_("Take the picture away"), required=False)
    links = forms.CharField(
        label=_("Your pages elsewhere"),
        required=False,
        max_length=3_000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_(
            "One address a line, five at most. A page that links back here with rel=me is shown as verified."
        ),
    )
    field_order: tuple[str, ...] = ("name", "picture", "without_picture", "words", "links", "interests", "languages")


class JoiningForm(ProfileForm):
    """What somebody says who comes in: also how they are called in addresses, and why they come."""

    handle = forms.CharField(
        label=_("Handle"),
        required=False,
        max_length=40,
        help_text=_("How others name you: @handle. It stays as it is. Left empty, it is made of your name."),
    )
    reason = forms.CharField(
        label=_("Why you would like to join"), required=False, max_length=1_000, widget=forms.Textarea({"rows": 3})
    )
    field_order: tuple[str, ...] = (
        "name",
        "handle",
        "words",
        "interests",
        "languages",
        "reason",
        "seen_by",
        "searchable",
        "mailed",
    )


@require_safe
@community_page
def community(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show what goes on: the latest topics that one may read, groups, and what is recommended."""
    number = page_number(request)
    found = hydrated(topics_read(viewer).order_by("-last_at", "-pk"), TOPICS + 1, (number - 1) * TOPICS)
    groups = with_sizes(groups_found(viewer).filter(closed_at=None)).order_by("-last_at")[:GROUPS]
    about = {
        "viewer": viewer,
        "rows": topic_rows(viewer, found[:TOPICS]),
        "groups": groups,
        "events": next_events(viewer, EVENTS) if number == 1 else [],
        "recommended": recommended(viewer) if number == 1 else [],
        **pages_beside(number, more=len(found) > TOPICS),
    }
    return render(request, "community/index.html", about)


def topic_rows(viewer: Viewer, topics: list[Topic]) -> list[dict[str, Any]]:
    """Return topics with what is new in them for who looks: None if they have not looked at it yet."""
    unread = unread_in(viewer.participant, topics)
    return [{"topic": topic, "unread": unread.get(topic.pk)} for topic in topics]


@require_http_methods(["GET", "HEAD", "POST"])
@community_page
def join_community(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Ask who one is, and let in or note that somebody asks; a guest signs up, the invited bring their invitation."""
    token = request.GET.get("invitation", "")
    if not request.user.is_authenticated:
        return redirect(
            reverse("sign_up", args=[viewer.brand.slug]) + (f"?invitation={quote(token)}" if token else "")
        )
    if viewer.participant:
        return redirect("community", viewer.brand.slug)
    invitation = good_invitation(viewer.community, token, clock.now()) if token else None
    form = JoiningForm(request.POST or None, initial={"name": getattr(request.user, "name", "")})
    made = _joined(request, viewer, form, invitation) if form.is_valid() else None
    if made is not None:
        word = _("You are in. Welcome.") if made.takes_part else _("Your question is noted. A host will answer it.")
        messages.success(request, word)
        return SeeOther(place_of(viewer_of(viewer.community, made.user), invitation))
    return render(
        request,
        "community/join.html",
        {"viewer": viewer, "form": form, "invitation": invitation},
        status=422 if form.errors else 200,
    )


def _joined(
    request: HttpRequest, viewer: Viewer, form: JoiningForm, invitation: Invitation | None
) -> Participant | None:
    user = cast("User", request.user)
    with RefusalsAt(form):
        if invitation is not None:
            return join_invited(viewer.community, user, form.said, invitation)
        return join(viewer.community, user, form.said)
    return None


@require_safe
@community_page
def participants(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show who takes part, as far as they may be seen."""
    number = page_number(request)
    wanted = request.GET.get("interest", "")
    found = participants_seen(viewer).prefetch_related("interests").order_by("name", "pk")
    if wanted:
        found = found.filter(interests__slug=wanted)
    rows = list(found[(number - 1) * PEOPLE : number * PEOPLE + 1])
    about = {
        "viewer": viewer,
        "people": rows[:PEOPLE],
        "interest": wanted,
        **pages_beside(number, more=len(rows) > PEOPLE),
    }
    return render(request, "community/people.html", about)


@require_safe
@community_page
def participant(request: HttpRequest, viewer: Viewer, handle: str) -> HttpResponse:
    """Show what somebody says of themselves, and the topics they opened."""
    found = get_object_or_404(participants_seen(viewer).prefetch_related("interests", "links"), handle=handle)
    topics = hydrated(topics_read(viewer).filter(opened_by=found).order_by("-opened_at"), TOPICS)
    about = {"viewer": viewer, "one": found, "rows": topic_rows(viewer, topics), "own": found == viewer.participant}
    about["followed"] = follows_person(viewer.participant, found)
    return render(request, "community/participant.html", about)


@require_safe
@community_page
def portrait(request: HttpRequest, viewer: Viewer, handle: str) -> HttpResponse:
    """Give the picture of somebody to whom they show themselves, or who comes with its seal."""
    found = get_object_or_404(portraits_seen(viewer, handle, request.GET.get("seal", "")))
    if not found.picture:
        raise Http404
    answer = give_file(request, Path(found.picture.path), "image/jpeg")
    answer["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(answer, max_age=3_600, private=True)
    return cast("HttpResponse", answer)


@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def profile(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Let somebody say something else of themselves."""
    own = viewer.participant
    if own is None:
        return redirect("join_community", viewer.brand.slug)
    form = OwnForm(request.POST or None, request.FILES or None, initial=_as_said(own))
    if not own.picture:
        del form.fields["without_picture"]
    if form.is_valid() and _changed(own, form):
        messages.success(request, _("This is kept."))
        return SeeOther(reverse("profile", args=[viewer.brand.slug]))
    about = {"viewer": viewer, "form": form, "own": own}
    return render(request, "community/profile.html", about, status=422 if form.errors else 200)


def _as_said(own: Participant) -> dict[str, Any]:
    interests = ", ".join(one.name for one in own.interests.order_by("name"))
    names = ("name", "words", "languages", "seen_by", "searchable", "mailed")
    links = "\n".join(own.links.order_by("pk").values_list("url", flat=True))
    return {name: getattr(own, name) for name in names} | {"interests": interests, "links": links}


def _changed(own: Participant, form: OwnForm) -> bool:
    typed = form.cleaned_data
    sent = typed.get("picture")
    if sent is not None and sent.size > LARGEST_PICTURE:
        form.add_error("picture", _("This picture is larger than 8 MB. Choose a smaller one."))
        return False
    try:
        present(
            own,
            form.said,
            links=typed["links"].splitlines(),
            picture=sent.read() if sent else None,
            without_picture=bool(typed.get("without_picture")),
        )
    except Refusal as refusal:
        put_refusal(form, refusal)
        return False
    return True


_COMMUNITY = "@<slug:brand>/community/"

urlpatterns: list[URLPattern] = [
    path(_COMMUNITY, community, name="community"),
    path(_COMMUNITY + "join/", join_community, name="join_community"),
    path(_COMMUNITY + "members/", participants, name="participants"),
    path(_COMMUNITY + "members/<slug:handle>/", participant, name="participant"),
    path(_COMMUNITY + "members/<slug:handle>/picture/", portrait, name="portrait"),
    path(_COMMUNITY + "profile/", profile, name="profile"),
]
