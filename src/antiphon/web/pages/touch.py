"""What is written down about a person: contacts elsewhere, promises, notes, days, and in whose hands they are."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise as Lazy
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from antiphon.lib import clock, ids
from antiphon.lib.wall_time import resolve
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.people.models import Person
from antiphon.relationships.actions.following_up import LONGEST_WORDS, Spoke, log_contact
from antiphon.relationships.actions.keeping import hand_over, opt_out
from antiphon.relationships.actions.remembering import (
    change_note,
    forget_date,
    note_down,
    promise,
    remember_date,
    settle_promise,
    tear_up_note,
)
from antiphon.relationships.models import Encounter, PersonDate, PersonNote, Promise
from antiphon.relationships.queries import able_stewards
from antiphon.web.access import SeeOther, member_page
from antiphon.web.fields import WallTimeField
from antiphon.web.refusals import RefusalsAt

type Do = Callable[[Member, Person, dict[str, Any]], str]


class ContactForm(forms.Form):
    """A contact that no channel heard of."""

    kind = forms.ChoiceField(label=gettext_lazy("What was it?"), choices=Encounter.Kind, widget=forms.RadioSelect)
    at = WallTimeField(label=gettext_lazy("When"))
    ours = forms.TypedChoiceField(
        label=gettext_lazy("Who began?"),
        choices=[("yes", gettext_lazy("We did")), ("no", gettext_lazy("They did"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("How many minutes?"), required=False, min_value=0,
        help_text=gettext_lazy("They are added to your time."),
    )  # fmt: skip
    words = forms.CharField(
        label=gettext_lazy("What was it about?"), required=False, max_length=LONGEST_WORDS, widget=forms.Textarea
    )
    request_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)


class PromiseForm(forms.Form):
    """Something that was promised."""

    what = forms.CharField(label=gettext_lazy("What was promised?"), max_length=300)
    due = forms.DateField(
        label=gettext_lazy("Until when?"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    theirs = forms.BooleanField(label=gettext_lazy("They promised it to us"), required=False)


class NoteForm(forms.Form):
    """A note about a person."""

    text = forms.CharField(label=gettext_lazy("What to remember"), max_length=4000, widget=forms.Textarea)
    shared = forms.BooleanField(
        label=gettext_lazy("Share it with the team"),
        required=False,
        help_text=gettext_lazy(
            "Without this only you read it: no colleague, no owner. Notes are never counted. If the person asks for "
            "what is kept about them, notes belong to it."
        ),
    )


class DateForm(forms.Form):
    """A day that comes round each year."""

    name = forms.CharField(
        label=gettext_lazy("What day is it?"), max_length=120, help_text=gettext_lazy("A birthday, an opening.")
    )
    day = forms.IntegerField(label=gettext_lazy("Day"), min_value=1, max_value=31)
    month = forms.IntegerField(label=gettext_lazy("Month"), min_value=1, max_value=12)
    year = forms.IntegerField(label=gettext_lazy("Since the year"), required=False)


class HandOverForm(forms.Form):
    """Into whose hands a person goes."""

    steward = forms.TypedChoiceField(label=gettext_lazy("Who keeps in touch from now on?"), coerce=int)
    words = forms.CharField(label=gettext_lazy("A word for them"), required=False, max_length=500)

    def __init__(self, *args: Any, stewards: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["steward"].choices = [(one.pk, str(one.user)) for one in stewards]  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@member_page
def contact(request: HttpRequest, member: Member, person: int) -> HttpResponse:
    """Write down that one spoke elsewhere."""
    now = localtime(clock.now(), member.brand.zone)
    start = {"kind": Encounter.Kind.CALL, "ours": "yes", "at": now, "request_key": ids.new_secret()}
    form = ContactForm(request.POST or None, initial=start)
    return _form(request, member, person, form, gettext_lazy("Write down a contact"), _spoke)


def _spoke(member: Member, person: Person, said: dict[str, Any]) -> str:
    said["at"] = resolve(said["at"], member.brand.time_zone).at
    request_key = said.pop("request_key")
    log_contact(member, person, Spoke(**said), request_key)
    return _("Written down. %(name)s is off the list.") % {"name": person}


@require_http_methods(["GET", "POST"])
@member_page
def new_promise(request: HttpRequest, member: Member, person: int) -> HttpResponse:
    """Note what was promised."""
    form = PromiseForm(request.POST or None)
    return _form(request, member, person, form, gettext_lazy("Note a promise"), _promised)


def _promised(member: Member, person: Person, said: dict[str, Any]) -> str:
    promise(member, person, **said)
    return _("You are reminded when it is due; nobody else is.")


@require_http_methods(["GET", "POST"])
@member_page
def new_note(request: HttpRequest, member: Member, person: int) -> HttpResponse:
    """Note something about a person."""
    form = NoteForm(request.POST or None)
    return _form(request, member, person, form, gettext_lazy("Note something"), _noted)


def _noted(member: Member, person: Person, said: dict[str, Any]) -> str:
    note_down(member, person, said["text"], shared=said["shared"])
    return _("Noted for the team.") if said["shared"] else _("Noted for you alone.")


@require_http_methods(["GET", "POST"])
@member_page
def one_note(request: HttpRequest, member: Member, person: int, pk: int) -> HttpResponse:
    """Change a note of one's own, share it, or keep it to oneself."""
    note = get_object_or_404(PersonNote, brand=member.brand, person=person, author=member, pk=pk)
    form = NoteForm(request.POST or None, initial={"text": note.text, "shared": note.shared})

    def change(by: Member, _person: Person, said: dict[str, Any]) -> str:
        change_note(by, note, said["text"], shared=said["shared"])
        return _("The note is changed.")

    away = reverse("tear_up_note", args=[member.brand.slug, person, pk])
    return _form(request, member, person, form, gettext_lazy("Change a note"), change, away=away)


@require_POST
@member_page
def tear_up(request: HttpRequest, member: Member, person: int, pk: int) -> HttpResponse:
    """Throw a note of one's own away."""
    tear_up_note(member, get_object_or_404(PersonNote, brand=member.brand, person=person, author=member, pk=pk))
    messages.success(request, _("The note is gone."))
    return _back(member, person)


@require_http_methods(["GET", "POST"])
@member_page
def new_date(request: HttpRequest, member: Member, person: int) -> HttpResponse:
    """Remember a day that comes round."""
    form = DateForm(request.POST or None)
    return _form(request, member, person, form, gettext_lazy("Remember a day"), _remembered)


def _remembered(member: Member, person: Person, said: dict[str, Any]) -> str:
    remember_date(member, person, **said)
    return _("It comes up on your list in the week before.")


@require_POST
@member_page
def end_date(request: HttpRequest, member: Member, person: int, pk: int) -> HttpResponse:
    """Remember a day no longer."""
    forget_date(member, get_object_or_404(PersonDate, brand=member.brand, person=person, pk=pk))
    messages.success(request, _("The day is forgotten."))
    return _back(member, person)


@require_POST
@member_page
def settle(request: HttpRequest, member: Member, person: int, pk: int) -> HttpResponse:
    """Say that a promise was kept or dropped."""
    made = get_object_or_404(Promise, brand=member.brand, person=person, pk=pk)
    settled = settle_promise(member, made, request.POST.get("outcome", ""))
    messages.success(request, _("Kept.") if settled.outcome == Promise.Outcome.KEPT else _("Dropped."))
    return _back(member, person)


@require_http_methods(["GET", "POST"])
@member_page
def pass_on(request: HttpRequest, member: Member, person: int) -> HttpResponse:
    """Put a person into the hands of a colleague."""
    stewards = able_stewards(member.brand)
    form = HandOverForm(request.POST or None, stewards=stewards)

    def give(by: Member, found: Person, said: dict[str, Any]) -> str:
        to = next(one for one in stewards if one.pk == said["steward"])
        hand_over(by, found, to, said["words"])
        return _("%(steward)s keeps in touch with %(name)s from now on.") % {"steward": to.user, "name": found}

    return _form(request, member, person, form, gettext_lazy("Hand over"), give)


@require_POST
@member_page
def leave_alone(request: HttpRequest, member: Member, person: int) -> HttpResponse:
    """Note that a person does not want to be spoken to, or does again."""
    found, wanted = _person(member, person), request.POST.get("wanted") == "yes"
    opt_out(member, found, wanted=wanted)
    said = _("%(name)s may come up again.") if wanted else _("%(name)s comes up on nobody’s list any more.")
    messages.success(request, said % {"name": found})
    return _back(member, person)


def _person(member: Member, pk: int) -> Person:
    return get_object_or_404(Person, brand=member.brand, pk=pk)


def _back(member: Member, person: int) -> SeeOther:
    return SeeOther(reverse("person", args=[member.brand.slug, person]))


def _form(
    request: HttpRequest, member: Member, pk: int, form: forms.Form, title: Lazy, do: Do, *, away: str = ""
) -> HttpResponse:
    """Show a form about a person, or do what it says and go back to them, or to the list they came from."""
    person = _person(member, pk)
    require(member, Duty.ANSWER)
    if request.method == "POST" and form.is_valid():
        with RefusalsAt(form):
            messages.success(request, do(member, person, form.cleaned_data))
            to_list = request.GET.get("then") == "list"
            return SeeOther(reverse("today_list", args=[member.brand.slug])) if to_list else _back(member, pk)
    if request.method == "POST" and not form.is_bound:
        raise Http404
    context = {"member": member, "person": person, "form": form, "title": title, "away": away}
    return render(request, "touch/form.html", context, status=422 if form.errors else 200)


_ONE = "b/<slug:brand>/people/<int:person>/"
urlpatterns: list[URLPattern] = [
    path(_ONE + "contact/", contact, name="log_contact"),
    path(_ONE + "promises/new/", new_promise, name="new_promise"),
    path(_ONE + "promises/<int:pk>/", settle, name="settle_promise"),
    path(_ONE + "notes/new/", new_note, name="new_note"),
    path(_ONE + "notes/<int:pk>/", one_note, name="change_note"),
    path(_ONE + "notes/<int:pk>/tear-up/", tear_up, name="tear_up_note"),
    path(_ONE + "days/new/", new_date, name="remember_date"),
    path(_ONE + "days/<int:pk>/forget/", end_date, name="forget_date"),
    path(_ONE + "hand-over/", pass_on, name="hand_over"),
    path(_ONE + "leave-alone/", leave_alone, name="leave_alone"),
]
