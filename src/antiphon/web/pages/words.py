"""Words that are kept to be used again: snippets, hashtag groups, variables."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.wording import give_up, keep_snippet, keep_variable
from antiphon.publishing.models import Snippet, Variable
from antiphon.publishing.queries.wording import snippets_of, variables_of
from antiphon.web.access import SeeOther, member_page


@require_http_methods(["GET", "POST"])
@member_page
def words(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the words that are kept; keep new ones."""
    if request.method == "GET":
        return _show(request, member)
    asked = request.POST
    try:
        if "value" in asked:
            keep_variable(member, asked.get("name", ""), asked["value"])
        else:
            keep_snippet(member, asked.get("kind", ""), asked.get("name", ""), asked.get("text", ""))
    except Refusal as refusal:
        return _show(request, member, refusal)
    messages.success(request, _("Kept."))
    return SeeOther(reverse("words", args=[member.brand.slug]))


@require_POST
@member_page
def change_snippet(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Change a snippet, or give it up."""
    found = get_object_or_404(Snippet, brand=member.brand, pk=pk)
    if "remove" in request.POST:
        give_up(member, found)
    else:
        keep_snippet(member, found.kind, request.POST.get("name", ""), request.POST.get("text", ""), found)
    return SeeOther(reverse("words", args=[member.brand.slug]))


@require_POST
@member_page
def change_variable(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Change what a variable stands for, or give it up."""
    found = get_object_or_404(Variable, brand=member.brand, pk=pk)
    if "remove" in request.POST:
        give_up(member, found)
    else:
        keep_variable(member, found.name, request.POST.get("value", ""), found)
    return SeeOther(reverse("words", args=[member.brand.slug]))


def _show(request: HttpRequest, member: Member, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "member": member,
        "snippets": snippets_of(member.brand),
        "variables": variables_of(member.brand),
        "kinds": Snippet.Kind.choices,
        "may_write": allows(member, Duty.WRITE),
        "refusal": refusal,
        "of_variable": "value" in request.POST,
        "typed": request.POST,
    }
    return render(request, "words.html", context, status=422 if refusal else 200)


urlpatterns: list[URLPattern] = [
    path("b/<slug:brand>/words/", words, name="words"),
    path("b/<slug:brand>/words/snippets/<int:pk>/", change_snippet, name="change_snippet"),
    path("b/<slug:brand>/words/variables/<int:pk>/", change_variable, name="change_variable"),
]
