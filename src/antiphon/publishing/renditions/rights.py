"""Whether what is shown may still be used."""

from collections.abc import Iterable
from datetime import date

from antiphon.lib import clock
from antiphon.lib.errors import ChannelError, Trouble
from antiphon.organizations.models import Brand
from antiphon.publishing.models import Asset


def expired(assets: Iterable[Asset], day: date) -> list[Asset]:
    """Return those that may no longer be used on a day."""
    return [one for one in assets if one.expires_on is not None and one.expires_on < day]


def require_rights(assets: Iterable[Asset], brand: Brand) -> None:
    """Raise ChannelError if anything may no longer be used today, on the brand's calendar."""
    gone = expired(assets, clock.now().astimezone(brand.zone).date())
    if gone:
        raise ChannelError(Trouble.RIGHTS, f"“{gone[0]}” could be used until {gone[0].expires_on}")
