"""Who may be one person: suggestions to decide, people joined by hand, and joinings taken back."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows, require
from antiphon.organizations.rules import Duty
from antiphon.people.actions import join_people, part_people, put_off, rename, say_not_the_same
from antiphon.people.models import Identity, Merge, Person, Side, Suggestion
from antiphon.people.queries import pairs_to_decide, waiting_pairs
from antiphon.people.queries.deciding import evidence_of
from antiphon.people.queries.finding import people_called
from antiphon.people.rules import Match
from antiphon.web.access import SeeOther, member_page
from antiphon.web.paging import number_in
from antiphon.web.partial import show
from antiphon.web.recognized import shown_pair

PAGE = 20


@require_safe
@member_page
def same_person(request: HttpRequest, member: Member) -> HttpResponse:
    """Show who may be one person, the most likely first, with what speaks for it."""
    pairs = pairs_to_decide(member.brand, PAGE)
    about = {
        "member": member,
        "pairs": [shown_pair(pair) for pair in pairs],
        "count": waiting_pairs(member.brand).count(),
        "may_decide": allows(member, Duty.ANSWER),
    }
    return show(request, "people/same_person.html", about)


@require_POST
@member_page
def answer_same_person(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Decide on a suggestion: one person, not the same, or later."""
    found = get_object_or_404(Suggestion.objects.select_related("one", "other"), pk=pk, brand=member.brand)
    answer = request.POST.get("answer", "")
    if answer == "not":
        say_not_the_same(member, found.one, found.other)
    elif answer == "later":
        put_off(member, found)
    else:
        merge = _joined(request, member, found)
        messages.success(
            request, _("They are one person now: %(name)s. You can take it back there.") % {"name": merge.kept.name}
        )
    return SeeOther(reverse("same_person", args=[member.brand.slug]))


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def join_person(request: HttpRequest, member: Member, person: int) -> HttpResponse:
    """Look for somebody who is the same person, and join the two."""
    require(member, Duty.ANSWER)
    kept = get_object_or_404(Person.objects.met(), pk=person, brand=member.brand)
    if request.method == "POST":
        other = get_object_or_404(
            Person.objects.met(), pk=number_in(request.POST.get("other", "")), brand=member.brand
        )
        join_people(member, kept, other, name=request.POST.get("name", ""))
        return SeeOther(reverse("person", args=[member.brand.slug, kept.pk]))
    search = request.GET.get("q", "")[:200]
    accounts = Prefetch("identities", Identity.objects.filter(side=Side.THEM).order_by("first_seen", "pk"))
    found = people_called(member.brand, search).exclude(pk=kept.pk).prefetch_related(accounts)[:PAGE]
    about = {"member": member, "person": kept, "search": search, "found": list(found) if search.strip() else []}
    return show(request, "people/join.html", about)


@require_POST
@member_page
def undo_join(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Take a joining back."""
    merge = get_object_or_404(Merge.objects.select_related("kept", "gone"), pk=pk, brand=member.brand)
    part_people(member, merge)
    messages.success(
        request, _("%(one)s and %(other)s are two people again.") % {"one": merge.kept, "other": merge.gone}
    )
    return SeeOther(reverse("person", args=[member.brand.slug, merge.kept.merged_into_id or merge.kept_id]))


@require_POST
@member_page
def rename_person(request: HttpRequest, member: Member, person: int) -> HttpResponse:
    """Call somebody by another name, in the book only."""
    found = get_object_or_404(Person, pk=person, brand=member.brand)
    rename(member, found, request.POST.get("name", ""))
    return SeeOther(reverse("person", args=[member.brand.slug, found.pk]))


def _joined(request: HttpRequest, member: Member, found: Suggestion) -> Merge:
    keep_other = request.POST.get("keep") == str(found.other_id)
    kept, gone = (found.other, found.one) if keep_other else (found.one, found.other)
    match = Match(found.score, evidence_of(found.evidence), found.doubt)
    return join_people(member, kept, gone, match=match)


_PEOPLE = "b/<slug:brand>/people/"
urlpatterns: list[URLPattern] = [
    path(_PEOPLE + "same/", same_person, name="same_person"),
    path(_PEOPLE + "same/<int:pk>/", answer_same_person, name="answer_same_person"),
    path(_PEOPLE + "joined/<int:pk>/take-back/", undo_join, name="undo_join"),
    path(_PEOPLE + "<int:person>/join/", join_person, name="join_person"),
    path(_PEOPLE + "<int:person>/name/", rename_person, name="rename_person"),
]
