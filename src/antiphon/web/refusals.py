"""A Refusal, shown at the field it belongs to."""

from types import TracebackType

from django import forms

from antiphon.lib.errors import Refusal


def put_refusal(form: forms.BaseForm, refusal: Refusal) -> None:
    """Add what was refused to the form: at its field if the form has it, else above all fields."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


class RefusalsAt:
    """`with RefusalsAt(form):` what is refused inside is shown at the form, and the page goes on below the block.

    So a page does and leads on inside the block, and shows the form again after it.
    """

    def __init__(self, form: forms.BaseForm) -> None:
        self._form = form

    def __enter__(self) -> None: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> bool:
        if not isinstance(error, Refusal):
            return False
        put_refusal(self._form, error)
        return True
