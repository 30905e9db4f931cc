"""How a month of a brand is reckoned and kept, to stand beside those of others."""

from datetime import date

from antiphon.lib import clock
from antiphon.organizations.models import Brand
from antiphon.reports.models import BrandMonth
from antiphon.reports.returns.benchmark import figures_of


def keep_month(brand: Brand, month: date) -> BrandMonth:
    """Reckon a month of a brand as it is known now; it takes the place of what was reckoned before.

    Only the last step writes: nobody waits for the reckoning.
    """
    now = clock.now()
    told = figures_of(brand, month, now) | {"known_at": now}
    return BrandMonth.objects.update_or_create(brand=brand, month=month, defaults=told)[0]
