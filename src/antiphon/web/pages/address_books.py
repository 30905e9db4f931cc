"""Address books on servers: connected, chosen, how the last looks went, what came and went, what clashes."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows, require
from antiphon.organizations.rules import Duty
from antiphon.people.actions.address_books import (
    change_giving,
    change_password,
    choose_book,
    connect_book,
    decide_conflict,
    disconnect_book,
    look_at_once,
)
from antiphon.people.models import AddressBook, BookConflict, Giving
from antiphon.people.queries.address_books import books_of, entry_counts, lately, open_conflicts
from antiphon.web.access import SeeOther, member_page
from antiphon.web.partial import show
from antiphon.web.refusals import RefusalsAt
from antiphon.web.wording import BOOK_TROUBLES, COLUMN_WORDS

_RUNS = 20


class ConnectForm(forms.Form):
    """An address book on a server."""

    server = forms.CharField(
        label=gettext_lazy("Server"),
        max_length=500,
        help_text=gettext_lazy("Its address for CardDAV, or your mail address, from which it may be found."),
    )
    user_name = forms.CharField(label=gettext_lazy("User name"), max_length=200)
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("It is kept sealed. Where you sign in with a code, make a password for programs."),
    )
    purpose = forms.CharField(
        label=gettext_lazy("What you keep these people for"),
        max_length=200,
        help_text=gettext_lazy("It stands on the page of each. Nobody agreed to be written to by it."),
    )
    giving = forms.ChoiceField(
        label=gettext_lazy("What goes there"),
        choices=Giving.choices,
        initial=Giving.CHANGES,
        widget=forms.RadioSelect,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def address_books(request: HttpRequest, member: Member) -> HttpResponse:
    """List the address books that are kept in step; connect another one."""
    require(member, Duty.ANSWER)
    form = ConnectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsAt(form):
            return SeeOther(_address(connect_book(member, **form.cleaned_data)))
    about = {
        "member": member,
        "form": form,
        "books": [(one, BOOK_TROUBLES.get(one.trouble, "")) for one in books_of(member.brand)],
        "may_connect": allows(member, Duty.CONNECT),
    }
    return show(request, "address_books/index.html", about, 422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def address_book(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show how an address book is kept in step: what came, what went, what clashes."""
    require(member, Duty.ANSWER)
    books = AddressBook.objects.select_related("connected_by__user")
    found = get_object_or_404(books, pk=pk, brand=member.brand, disconnected_at=None)
    wrong = forms.Form(request.POST)
    if request.method == "POST":
        with RefusalsAt(wrong):
            return SeeOther(_done(request, member, found))
    about = {
        "member": member,
        "book": found,
        "wrong": wrong.non_field_errors() if wrong.is_bound and wrong.errors else [],
        "trouble": BOOK_TROUBLES.get(found.trouble, ""),
        "counts": entry_counts(found),
        "conflicts": [(one, COLUMN_WORDS[one.field], person) for one, person in open_conflicts(found)],
        "came": lately(found, "came_at"),
        "sent": lately(found, "sent_at"),
        "gone": lately(found, "gone_at"),
        "runs": [(one, BOOK_TROUBLES.get(one.trouble, "")) for one in found.runs.order_by("-began_at")[:_RUNS]],
        "giving": Giving.choices,
        "may_connect": allows(member, Duty.CONNECT),
    }
    return show(request, "address_books/one.html", about, 422 if about["wrong"] else 200)


def _done(request: HttpRequest, member: Member, found: AddressBook) -> str:
    """Do what was asked; return where to go on."""
    done, typed = request.POST.get("do", ""), request.POST
    if done == "look":
        look_at_once(member, found)
        messages.success(request, _("It is looked at as soon as the worker is free: mostly within seconds."))
    elif done == "choose":
        choose_book(member, found, int(typed["place"]) if typed.get("place", "").isdecimal() else -1)
    elif done == "password":
        change_password(member, found, typed.get("password", ""))
        messages.success(request, _("The password is changed."))
    elif done == "giving":
        change_giving(member, found, typed.get("giving", ""))
        messages.success(request, _("It is changed."))
    elif done == "disconnect":
        disconnect_book(member, found)
        messages.success(request, _("It is disconnected. Who came by it stays in the book of people."))
        return reverse("address_books", args=[member.brand.slug])
    elif done == "decide":
        conflicts = BookConflict.objects.filter(entry__book=found)
        pk = typed.get("conflict", "")
        decide_conflict(member, get_object_or_404(conflicts, pk=pk if pk.isdecimal() else 0), typed.get("wins", ""))
    else:
        raise Http404
    return _address(found)


def _address(found: AddressBook) -> str:
    return reverse("address_book", args=[found.brand.slug, found.pk])


_PLACE = "b/<slug:brand>/people/books/"
urlpatterns: list[URLPattern] = [
    path(_PLACE, address_books, name="address_books"),
    path(_PLACE + "<int:pk>/", address_book, name="address_book"),
]
