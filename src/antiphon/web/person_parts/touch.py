"""Who keeps in touch with a person, and how often."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.people.models import Person
from antiphon.relationships.actions import LONGEST_RHYTHM
from antiphon.relationships.queries import relationship_with
from antiphon.web.touching import touch_part


class KeepForm(forms.Form):
    """How often, at the longest, we speak with somebody."""

    rhythm_days = forms.IntegerField(
        label=_("Speak at least every … days"),
        required=False,
        min_value=1,
        max_value=LONGEST_RHYTHM,
        help_text=_("Empty: in the rhythm that you two have."),
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )


def touch(request: HttpRequest, member: Member, person: Person) -> dict[str, Any]:  # noqa: ARG001
    """Return who keeps in touch and how often, what was promised, and what to remember."""
    row = relationship_with(person)
    kept = row if row is not None and row.ended_at is None else None
    return touch_part(member, person, timezone.localdate()) | {
        "touch": kept,
        "form": KeepForm(initial={"rhythm_days": kept.rhythm_days if kept else None}),
        "can_keep": allows(member, Duty.ANSWER),
        "opted_out_at": row.opted_out_at if row else None,
    }
