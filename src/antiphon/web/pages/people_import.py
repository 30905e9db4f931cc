"""People in and out: address books handed in, shown before they are written, taken back; the people as a file."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.people.actions.importing import approve, discard, hand_in, set_columns, set_letters, take_back
from antiphon.people.models import ContactImport, Outcome, Person, Stage
from antiphon.people.queries.address_books import books_of
from antiphon.people.queries.cards import all_contacts, contacts_of
from antiphon.people.queries.importing import outcomes, rows_of
from antiphon.people.readers import ENCODINGS
from antiphon.people.rules.columns import FIELDS
from antiphon.people.rules.contacts import Contact, contact_from
from antiphon.people.rules.vcards import written
from antiphon.web.access import SeeOther, member_page
from antiphon.web.paging import page_number, pages_beside
from antiphon.web.partial import show
from antiphon.web.refusals import RefusalsAt
from antiphon.web.spreadsheet import safe_cell
from antiphon.web.wording import COLUMN_WORDS, IMPORT_FAULTS

PAGE, RECENT = 50, 20
_HEAD = ("name", "given", "family", "mails", "phones", "organization", "role", "urls", "birthday", "note")


class BookForm(forms.Form):
    """An address book."""

    file = forms.FileField(
        label=gettext_lazy("Address book"),
        help_text=gettext_lazy(
            "A vCard (.vcf), a table (.csv), the Connections.csv of LinkedIn, the lists or the archive of Mastodon, "
            "or a zip that holds one of them."
        ),
    )


class ReasonForm(forms.Form):
    """Why people are kept, and where they come from."""

    purpose = forms.CharField(
        label=gettext_lazy("What you keep them for"),
        max_length=200,
        help_text=gettext_lazy("As “To ask who comes to the fair”."),
    )
    source = forms.CharField(
        label=gettext_lazy("Where they come from"), max_length=200, help_text=gettext_lazy("As “My address book”.")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def people_import(request: HttpRequest, member: Member) -> HttpResponse:
    """Offer the ways in and out; take an address book in to be looked through."""
    require(member, Duty.ANSWER)
    form = BookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsAt(form):
            given = form.cleaned_data["file"]
            return SeeOther(_address(hand_in(member, given.name, given)))
    about = {
        "member": member,
        "form": form,
        "imports": ContactImport.objects.filter(brand=member.brand).order_by("-given_at", "-pk")[:RECENT],
        "kept": len(books_of(member.brand)),
        "most_megabytes": settings.MAX_UPLOAD_BYTES // 10**6,
    }
    return show(request, "people_import/index.html", about, 422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def one_import(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show what each row of an address book becomes; name its columns, write it, take it back, throw it away."""
    require(member, Duty.ANSWER)
    found = get_object_or_404(ContactImport.objects.select_related("given_by__user"), pk=pk, brand=member.brand)
    form = ReasonForm(request.POST if request.POST.get("do") == "write" else None)
    wrong = forms.Form(request.POST)
    if request.method == "POST":
        with RefusalsAt(form if request.POST.get("do") == "write" else wrong):
            if request.POST.get("do") != "write" or form.is_valid():
                return _done(request, member, found, form)
    return _shown(request, member, found, form, wrong)


def _done(request: HttpRequest, member: Member, found: ContactImport, form: ReasonForm) -> HttpResponse:
    done = request.POST.get("do", "")
    if done == "discard":
        discard(member, found)
        messages.success(request, _("It is thrown away."))
        return SeeOther(reverse("people_import", args=[member.brand.slug]))
    if done == "write":
        approve(member, found, **form.cleaned_data)
    elif done == "columns":
        columns = [request.POST.get(f"column-{place}", "") for place in range(len(found.header))]
        set_columns(member, found, columns, request.POST.get("region", ""))
    elif done == "letters":
        set_letters(member, found, request.POST.get("encoding", ""))
    elif done == "take_back":
        take_back(member, found)
    else:
        raise Http404
    return SeeOther(_address(found))


def _shown(
    request: HttpRequest, member: Member, found: ContactImport, form: ReasonForm, wrong: forms.Form
) -> HttpResponse:
    number, outcome = page_number(request), request.GET.get("outcome", "")
    counted = outcomes(found)
    rows = rows_of(found, outcome, PAGE + 1, (number - 1) * PAGE)
    about: dict[str, Any] = {
        "member": member,
        "import": found,
        "form": form,
        "wrong": wrong.non_field_errors() or wrong.errors if wrong.is_bound and wrong.errors else [],
        "counted": [(value, label, counted[value]) for value, label in Outcome.choices if counted[value]],
        "outcome": outcome,
        "total": sum(counted.values()),
        "coming": sum(counted[one] for one in (Outcome.NEW, Outcome.KNOWN, Outcome.LIKELY)),
        "rows": [_row(one) for one in rows[:PAGE]],
        "columns": _columns(found) if found.stage == Stage.COLUMNS else [],
        "fields": [("", _("nothing of it")), *((one, COLUMN_WORDS[one]) for one in FIELDS)],
        "encodings": ENCODINGS,
        "busy": found.stage in {Stage.READING, Stage.WRITING, Stage.UNDOING},
        **pages_beside(number, more=len(rows) > PAGE),
    }
    return show(request, "people_import/one.html", about, 422 if form.errors or about["wrong"] else 200)


def _row(row: Any) -> dict[str, Any]:
    contact = contact_from(row.told)
    return {
        "row": row,
        "name": contact.called or (row.person.name if row.person else ""),
        "contact": contact,
        "percent": round(row.score * 100) if row.score else None,
        "why": IMPORT_FAULTS.get(row.why, ""),
    }


def _columns(found: ContactImport) -> list[dict[str, Any]]:
    return [
        {
            "place": place,
            "name": name,
            "holds": holds,
            "sample": [row[place] for row in found.sample if place < len(row)],
        }
        for place, (name, holds) in enumerate(zip(found.header, found.columns, strict=True))
    ]


def _address(found: ContactImport) -> str:
    return reverse("one_import", args=[found.brand.slug, found.pk])


@require_safe
@member_page
def person_card(request: HttpRequest, member: Member, person: int) -> HttpResponse:  # noqa: ARG001  every page takes it
    """Give a person as a vCard."""
    require(member, Duty.ANSWER)
    found = get_object_or_404(Person.objects.met(), pk=person, brand=member.brand, merged_into=None)
    return _file((written(contact) for _person, contact in contacts_of([found])), "text/vcard", "person.vcf")


@require_safe
@member_page
def people_cards(request: HttpRequest, member: Member) -> HttpResponse:  # noqa: ARG001  every page takes it
    """Give everybody as vCards."""
    require(member, Duty.ANSWER)
    cards = (written(contact) for _person, contact in all_contacts(member.brand))
    return _file(cards, "text/vcard", f"{member.brand.slug}-people.vcf")


@require_safe
@member_page
def people_csv(request: HttpRequest, member: Member) -> HttpResponse:  # noqa: ARG001  every page takes it
    """Give everybody as a table that can be handed in again."""
    require(member, Duty.ANSWER)
    return _file(_table(all_contacts(member.brand)), "text/csv", f"{member.brand.slug}-people.csv")


def _table(people: Iterable[tuple[Person, Contact]]) -> Iterator[str]:
    yield _line([COLUMN_WORDS[one] for one in _HEAD])
    for _person, contact in people:
        values = (getattr(contact, one) for one in _HEAD)
        yield _line([", ".join(one) if isinstance(one, tuple) else one for one in values])


def _line(cells: Iterable[object]) -> str:
    text = StringIO()
    csv.writer(text).writerow([safe_cell(f"{cell}") for cell in cells])
    return text.getvalue()


def _file(pieces: Iterable[str], media_type: str, name: str) -> HttpResponse:
    answer = StreamingHttpResponse(pieces, content_type=f"{media_type}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer  # type: ignore[return-value]


_PEOPLE = "b/<slug:brand>/people/"
urlpatterns: list[URLPattern] = [
    path(_PEOPLE + "import/", people_import, name="people_import"),
    path(_PEOPLE + "import/<int:pk>/", one_import, name="one_import"),
    path(_PEOPLE + "people.vcf", people_cards, name="people_cards"),
    path(_PEOPLE + "people.csv", people_csv, name="people_csv"),
    path(_PEOPLE + "<int:person>/card.vcf", person_card, name="person_card"),
]
