"""What somebody agreed to, for which purpose, and the form by which a member notes it."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.people.models import Person, Purpose
from antiphon.reports.queries.consents import agreements
from antiphon.web.fields import WallTimeField


class ConsentForm(forms.Form):
    """What somebody agreed to, in which words, where and when."""

    purpose = forms.ChoiceField(label=_("They agree to"), choices=Purpose.choices)
    wording = forms.CharField(
        label=_("In which words"),
        max_length=2_000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("As it was said."),
    )
    source = forms.CharField(label=_("Where and how"), max_length=200, help_text=_("A letter, a talk, a form."))
    given_at = WallTimeField(label=_("When"), required=False, help_text=_("Empty: now."))


def consents(request: HttpRequest, member: Member, person: Person) -> dict[str, Any]:  # noqa: ARG001
    """Return what somebody agreed to, and the form that notes more."""
    return {
        "agreements": agreements(person),
        "consent_form": ConsentForm(),
        "may_note_consent": allows(member, Duty.ANSWER),
    }
