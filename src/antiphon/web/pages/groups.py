"""Groups: what they are for, who is in them, what is said in them."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.community.actions import grouping, taking_in
from antiphon.community.actions.grouping import GroupGiven
from antiphon.community.models import Group, GroupMember, GroupRole, Participant, ReadingItem, Visibility
from antiphon.community.permissions import Viewer, membership_in, moderates, reads, require_moderator, require_part
from antiphon.community.queries.documents import documents_of, may_add
from antiphon.community.queries.events import may_plan, next_events
from antiphon.community.queries.groups import (
    group_invitations,
    groups_found,
    memberships_seen,
    recommended,
    with_sizes,
)
from antiphon.community.queries.notices import attention_to_group
from antiphon.community.queries.topics import hydrated, topics_read
from antiphon.lib.errors import Refusal
from antiphon.web.access import SeeOther
from antiphon.web.pages.community import topic_rows
from antiphon.web.paging import number_in, page_number, pages_beside
from antiphon.web.refusals import RefusalsAt
from antiphon.web.taking_part import community_page, group_of, inside_page

TOPICS, EVENTS, DOCUMENTS = 30, 5, 5
GROUPS, MEMBERS = 60, 60


class GroupForm(forms.Form):
    """What a group is to be."""

    name = forms.CharField(label=_("Name"), max_length=120)
    purpose = forms.CharField(
        label=_("What it is for"), max_length=1_000, widget=forms.Textarea({"rows": 3}),
        help_text=_("One or two sentences: it is how people find it."),
    )  # fmt: skip
    visibility = forms.ChoiceField(label=_("Who finds and reads it"), choices=Visibility, widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    interests = forms.CharField(
        label=_("Interests"), required=False, max_length=800, help_text=_("Apart by commas: glazes, wood kilns.")
    )
    rules = forms.CharField(
        label=_("Rules"), required=False, max_length=5_000, widget=forms.Textarea({"rows": 4}),
        help_text=_("What holds here beyond the rules of the house."),
    )  # fmt: skip

    @property
    def given(self) -> GroupGiven:
        """What was typed, as the house knows it."""
        typed = self.cleaned_data
        return GroupGiven(
            name=typed["name"],
            purpose=typed["purpose"],
            rules=typed["rules"],
            visibility=Visibility(typed["visibility"]),
            language=typed["language"],
            interests=tuple(part.strip() for part in typed["interests"].split(",") if part.strip()),
        )


@require_safe
@community_page
def groups(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the groups that exist for who looks."""
    number = page_number(request)
    found = groups_found(viewer).order_by(F("closed_at").asc(nulls_first=True), "-last_at", "-pk")
    keys = list(found.values_list("pk", flat=True)[(number - 1) * GROUPS : number * GROUPS + 1])
    there = with_sizes(Group.objects.prefetch_related("interests")).in_bulk(keys[:GROUPS])
    mine = set()
    if viewer.participant:
        mine = set(
            GroupMember.objects.current().filter(participant=viewer.participant).values_list("group", flat=True)
        )
    about = {
        "viewer": viewer,
        "groups": [there[key] for key in keys[:GROUPS]],
        "mine": mine,
        "recommended": recommended(viewer),
        "invitations": group_invitations(viewer),
        **pages_beside(number, more=len(keys) > GROUPS),
    }
    return render(request, "groups/index.html", about)


@require_safe
@community_page
def group(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    """Show a group: its purpose, and its topics to those who may read them."""
    found = group_of(viewer, slug)
    number = page_number(request)
    topics = topics_read(viewer).filter(group=found).order_by(F("pinned_at").desc(nulls_last=True), "-last_at", "-pk")
    rows = hydrated(topics, TOPICS + 1, (number - 1) * TOPICS)
    about = _about(viewer, found) | {
        "rows": topic_rows(viewer, rows[:TOPICS]),
        "events": next_events(viewer, EVENTS, found),
        "may_plan": may_plan(viewer, found),
        "documents": documents_of(viewer, found, DOCUMENTS),
        "may_add": may_add(viewer, found),
        "reading": found.reading.order_by("-added_at"),
        **pages_beside(number, more=len(rows) > TOPICS),
    }
    return render(request, "groups/group.html", about)


def _about(viewer: Viewer, found: Group) -> dict[str, object]:
    member = membership_in(found, viewer.participant)
    return {
        "viewer": viewer,
        "group": found,
        "membership": member,
        "asked": _asked(viewer, found),
        "readable": reads(viewer, found),
        "attention": attention_to_group(viewer, found) if member else None,
        "moderates": moderates(viewer, found),
    }


def _asked(viewer: Viewer, found: Group) -> bool:
    waiting = GroupMember.objects.waiting().filter(group=found, participant=viewer.participant)
    return viewer.participant is not None and waiting.exists()


@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def found_group(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Found a group."""
    require_part(viewer)
    form = GroupForm(request.POST or None, initial={"visibility": "public", "language": viewer.brand.language})
    if form.is_valid():
        with RefusalsAt(form):
            made = grouping.found_group(viewer, form.given)
            return SeeOther(reverse("group", args=[viewer.brand.slug, made.slug]))
    about = {"viewer": viewer, "form": form}
    return render(request, "groups/edit.html", about, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def change_group(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    """Change what a group is."""
    found = group_of(viewer, slug)
    require_moderator(viewer, found)
    initial = {name: getattr(found, name) for name in ("name", "purpose", "rules", "visibility", "language")}
    initial["interests"] = ", ".join(one.name for one in found.interests.order_by("name"))
    form = GroupForm(request.POST or None, initial=initial)
    if form.is_valid():
        with RefusalsAt(form):
            grouping.change_group(viewer, found, form.given)
            return SeeOther(reverse("group", args=[viewer.brand.slug, slug]))
    about = {"viewer": viewer, "form": form, "group": found}
    return render(request, "groups/edit.html", about, status=422 if form.errors else 200)


@require_POST
@inside_page
def join_group(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    """Join a group, or ask to."""
    found = group_of(viewer, slug)
    made = grouping.join_group(viewer, found)
    messages.success(
        request, _("You are in.") if made.joined_at else _("Your question is noted. A moderator answers.")
    )
    return SeeOther(reverse("group", args=[viewer.brand.slug, slug]))


@require_safe
@inside_page
def group_members(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    """Show who is in a group, and to its moderators who asks to be."""
    found = group_of(viewer, slug)
    if not reads(viewer, found):
        raise Http404
    memberships = found.memberships.select_related("participant").order_by("participant__name", "pk")
    about, number = _about(viewer, found), page_number(request)
    current = memberships_seen(viewer, found).select_related("participant").order_by("participant__name", "pk")
    rows = list(current[(number - 1) * MEMBERS : number * MEMBERS + 1])
    about |= {
        "memberships": rows[:MEMBERS],
        "waiting": memberships.waiting()[:MEMBERS] if about["moderates"] else [],
        "invited": memberships.invited()[:MEMBERS] if about["moderates"] else [],
        **pages_beside(number, more=len(rows) > MEMBERS),
    }
    return render(request, "groups/members.html", about)


@require_POST
@inside_page
def decide_group_member(request: HttpRequest, viewer: Viewer, slug: str, pk: int) -> HttpResponse:
    """Let in, make a moderator or a member, see out; or leave oneself."""
    found = group_of(viewer, slug)
    membership = get_object_or_404(GroupMember.objects.select_related("group", "participant"), group=found, pk=pk)
    decision = request.POST.get("decision", "")
    if decision == "admit":
        grouping.admit_to_group(viewer, membership)
    elif decision in GroupRole.values:
        grouping.give_group_role(viewer, membership, GroupRole(decision))
    elif decision == "end":
        grouping.end_group_membership(viewer, membership)
    own = viewer.participant is not None and membership.participant_id == viewer.participant.pk
    where = "group" if own and decision == "end" and found.visibility != Visibility.HIDDEN else "group_members"
    if own and decision == "end" and found.visibility == Visibility.HIDDEN:
        return SeeOther(reverse("groups", args=[viewer.brand.slug]))
    return SeeOther(reverse(where, args=[viewer.brand.slug, slug]))


@require_POST
@inside_page
def invite_to_group(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    """Invite somebody of the community into a group, by their handle."""
    found = group_of(viewer, slug)
    require_moderator(viewer, found)
    handle = request.POST.get("handle", "").strip().lstrip("@").lower()
    wanted = Participant.objects.taking_part().filter(brand=viewer.brand, handle=handle).first()
    if wanted is None:
        raise Refusal(_("There is nobody of this handle in the community."), field="handle")
    made = taking_in.invite_to_group(viewer, found, wanted)
    messages.success(request, _("They asked to join, and are in.") if made.joined_at else _("They are invited."))
    return SeeOther(reverse("group_members", args=[viewer.brand.slug, slug]))


@require_http_methods(["GET", "HEAD", "POST"])
@inside_page
def group_invitation(request: HttpRequest, viewer: Viewer, pk: int) -> HttpResponse:
    """Show somebody into which group they are invited, and let them say yes or no."""
    found = get_object_or_404(group_invitations(viewer), pk=pk)
    if request.method != "POST":
        return render(
            request, "groups/invitation.html", {"viewer": viewer, "invitation": found, "group": found.group}
        )
    accepted = request.POST.get("answer") == "yes"
    taking_in.answer_group_invitation(viewer, found, accepted=accepted)
    messages.success(request, _("You are in.") if accepted else _("You have declined. Nobody is told."))
    if accepted:
        return SeeOther(reverse("group", args=[viewer.brand.slug, found.group.slug]))
    return SeeOther(reverse("groups", args=[viewer.brand.slug]))


@require_POST
@inside_page
def group_reading(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    """Put something on the reading list, or take it off."""
    found = group_of(viewer, slug)
    dropped = number_in(request.POST.get("drop", ""))
    if dropped:
        grouping.drop_reading(viewer, get_object_or_404(ReadingItem, group=found, pk=dropped))
    else:
        typed = [request.POST.get(name, "") for name in ("title", "url", "why")]
        grouping.add_reading(viewer, found, *typed)
    return SeeOther(reverse("group", args=[viewer.brand.slug, slug]) + "#reading")


@require_POST
@inside_page
def close_group(request: HttpRequest, viewer: Viewer, slug: str) -> HttpResponse:
    """Close a group, or open it again."""
    found = group_of(viewer, slug)
    grouping.close_group(viewer, found, closed=request.POST.get("closed") == "yes")
    return SeeOther(reverse("group", args=[viewer.brand.slug, slug]))


_GROUPS = "@<slug:brand>/community/groups/"
_GROUP = _GROUPS + "<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(_GROUPS, groups, name="groups"),
    path("@<slug:brand>/community/new-group/", found_group, name="found_group"),
    path(_GROUP, group, name="group"),
    path(_GROUP + "change/", change_group, name="change_group"),
    path(_GROUP + "join/", join_group, name="join_group"),
    path(_GROUP + "close/", close_group, name="close_group"),
    path(_GROUP + "reading/", group_reading, name="group_reading"),
    path(_GROUP + "members/", group_members, name="group_members"),
    path(_GROUP + "members/invite/", invite_to_group, name="invite_to_group"),
    path("@<slug:brand>/community/group-invitations/<int:pk>/", group_invitation, name="group_invitation"),
    path(_GROUP + "members/<int:pk>/", decide_group_member, name="decide_group_member"),
]
