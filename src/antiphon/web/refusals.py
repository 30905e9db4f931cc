"""A Refusal, shown at the field it belongs to."""

from django import forms

from antiphon.lib.errors import Refusal


def put_refusal(form: forms.BaseForm, refusal: Refusal) -> None:
    """Add what was refused to the form: at its field if the form has it, else above all fields."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
