"""Bring friends: one's own links and whom they brought; who brought whom, for hosts; the door for the invited."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.community.actions.inviting import (
    DAYS,
    DAYS_AT_MOST,
    USES,
    USES_AT_MOST,
    follow_invitation,
    make_invitation,
    mark_rewarded,
    revoke_invitation,
)
from antiphon.community.models import Group, Invitation, Topic
from antiphon.community.permissions import Viewer, require_part
from antiphon.community.queries.inviting import (
    brought_in,
    groups_to_invite_to,
    invitable,
    invitation_of,
    inviter_of,
    is_good,
    names_topic,
    token_of,
    tree_below,
    whole_tree,
)
from antiphon.community.queries.participants import community_of, viewer_of
from antiphon.community.queries.topics import topics_read
from antiphon.lib import clock
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.web.access import SeeOther, member_page
from antiphon.web.arriving import place_of
from antiphon.web.drawn_trees import draw_branches
from antiphon.web.paging import number_in
from antiphon.web.refusals import RefusalsAt
from antiphon.web.senders import open_to_all
from antiphon.web.taking_part import door_page, inside_page

LINKS = 100


class InvitationForm(forms.Form):
    """A new link: to what, for whom, how long, for how many."""

    group = forms.ModelChoiceField(
        label=_("To"), queryset=Group.objects.none(), required=False, empty_label=_("the community")
    )
    topic = forms.ModelChoiceField(queryset=Topic.objects.none(), required=False, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("For whom"), required=False, max_length=80, help_text=_("A note for yourself; nobody else sees it.")
    )
    uses = forms.IntegerField(label=_("How many may come by it"), initial=USES, min_value=1, max_value=USES_AT_MOST)
    days = forms.IntegerField(label=_("Good for how many days"), initial=DAYS, min_value=1, max_value=DAYS_AT_MOST)

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["group"]
        if isinstance(chosen, forms.ModelChoiceField):
            chosen.queryset = groups_to_invite_to(viewer)
        about = self.fields["topic"]
        if isinstance(about, forms.ModelChoiceField):
            about.queryset = invitable(viewer)
        if viewer.hosts:
            self.fields["reward"] = forms.CharField(
                label=_("What the brand gives for it"),
                required=False,
                max_length=200,
                help_text=_("Left empty, it gives thanks. Who comes by a link with a reward is counted apart."),
            )


@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def invitations(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show one's links and whom they brought; make a new one."""
    participant = require_part(viewer)
    topic = invitable(viewer).filter(pk=number_in(request.GET.get("topic", ""))).first()
    form = InvitationForm(viewer, request.POST or None, initial={"topic": topic})
    if topic is not None:
        del form.fields["group"]
    if form.is_valid() and _made(viewer, form):
        messages.success(request, _("Here is your link. Give it to your friends."))
        return SeeOther(reverse("invitations", args=[viewer.brand.slug]))
    tree = tree_below(participant)
    about = {
        "viewer": viewer,
        "form": form,
        "topic": topic,
        "rows": _rows(
            viewer, participant.invitations.select_related("group", "topic", "by__user").order_by("-pk")[:LINKS]
        ),
        "tree": tree,
        "own": sum(1 for one in tree if one.depth == 0),
        "they": sum(1 for one in tree if one.depth > 0),
        "counts": brought_in(viewer.brand, [participant.pk]),
    }
    return render(request, "inviting/index.html", about, status=422 if form.errors else 200)


def _made(viewer: Viewer, form: InvitationForm) -> Invitation | None:
    typed = form.cleaned_data
    with RefusalsAt(form):
        return make_invitation(
            viewer,
            typed.get("group"),
            topic=typed["topic"],
            note=typed["note"],
            uses=typed["uses"],
            days=typed["days"],
            reward=typed.get("reward", ""),
        )
    return None


def _rows(viewer: Viewer, found: Iterable[Invitation]) -> list[dict[str, Any]]:
    """Return links as they are shown: the ones that still let somebody in with their address."""
    now = clock.now()
    return [
        {"invitation": one, "address": address_of(viewer.brand.slug, one) if _runs(one, now) else ""} for one in found
    ]


def _runs(one: Invitation, now: datetime) -> bool:
    return one.revoked_at is None and (one.ends_at is None or one.ends_at > now) and one.used < one.uses_at_most


def address_of(brand: str, invitation: Invitation) -> str:
    """Return the whole address of an invitation."""
    return settings.PUBLIC_URL + reverse("invited", args=[brand, token_of(invitation)])


@require_POST
@inside_page
def end_invitation(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """End one of one's own links."""
    participant = require_part(viewer)
    revoke_invitation(viewer, get_object_or_404(participant.invitations, pk=pk))
    messages.success(request, _("The link opens nothing any more."))
    return SeeOther(reverse("invitations", args=[viewer.brand.slug]))


@never_cache
@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
@door_page
def invited(request: HttpRequest, viewer: Viewer, token: str) -> HttpResponse:
    """Say who invites to what, and lead in; who takes part already goes on to the group."""
    invitation = invitation_of(viewer.community, token)
    if invitation is None:
        raise Http404
    if request.method == "POST":
        return _followed(request, viewer, invitation)
    inviter = inviter_of(viewer.community, invitation)
    readable = viewer.takes_part and topics_read(viewer).filter(pk=invitation.topic_id or 0).exists()
    about = {
        "viewer": viewer,
        "invitation": invitation,
        "token": token,
        "good": is_good(inviter, invitation, clock.now()),
        "named": names_topic(inviter, invitation),
        "way": place_of(viewer, invitation) if readable else "",
        "own": viewer.participant is not None and viewer.participant.pk == invitation.by_id,
    }
    return render(request, "inviting/invited.html", about)


def _followed(request: HttpRequest, viewer: Viewer, invitation: Invitation) -> HttpResponse:
    follow_invitation(viewer, invitation)
    messages.success(request, _("This is done."))
    return SeeOther(place_of(viewer, invitation))


@require_safe
@member_page
def brought(request: HttpRequest, member: Member) -> HttpResponse:
    """Show hosts who brought whom: figures, the tree as a picture and as a table, the links."""
    require(member, Duty.HOST)
    community = community_of(member.brand.slug)
    if community is None:
        raise Http404
    tree = whole_tree(member.brand)
    links = (
        Invitation.objects.filter(brand=member.brand).select_related("by", "group", "topic").order_by("-used", "-pk")
    )
    about = {
        "member": member,
        "counts": brought_in(member.brand),
        "tree": tree,
        "picture": draw_branches(tree),
        "links": links.order_by("-used", "-pk")[:LINKS],
        "now": clock.now(),
    }
    return render(request, "inviting/brought.html", about)


@require_POST
@member_page
def tend_invitation(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Mark a link as rewarded, or end it, as a host."""
    community = community_of(member.brand.slug)
    found = get_object_or_404(Invitation, brand=member.brand, pk=pk)
    if community is None:
        raise Http404
    viewer = viewer_of(community, member.user)
    if request.POST.get("do") == "end":
        revoke_invitation(viewer, found)
    else:
        mark_rewarded(viewer, found, request.POST.get("reward", ""))
    messages.success(request, _("This is kept."))
    return SeeOther(reverse("brought", args=[member.brand.slug]))


_COMMUNITY, _HOSTING = "@<slug:brand>/community/", "b/<slug:brand>/community/"

urlpatterns: list[URLPattern] = [
    path(_COMMUNITY + "invitations/", invitations, name="invitations"),
    path(_COMMUNITY + "invitations/<int:pk>/end/", end_invitation, name="end_invitation"),
    path(_COMMUNITY + "invited/<str:token>/", invited, name="invited"),
    path(_HOSTING + "brought/", brought, name="brought"),
    path(_HOSTING + "invitations/<int:pk>/", tend_invitation, name="tend_invitation"),
]
