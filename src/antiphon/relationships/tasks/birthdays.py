"""Look which birthdays address books told of, and hand them to the action."""

from antiphon.people.models import ContactCard
from antiphon.relationships.actions.remembering import remember_birthdays

_AT_ONCE = 500


def keep_birthdays() -> int:
    """Remember the birthdays that came by address books; return of how many cards."""
    told = ContactCard.objects.exclude(birthday="").select_related("identity", "added_by").order_by("pk")
    cards = list(told[:_AT_ONCE])
    if cards:
        remember_birthdays(cards)
    return len(cards)


def keep_all_birthdays() -> None:
    """Remember all birthdays that came by address books."""
    while keep_birthdays():
        pass
