"""What the measures of each side weigh in its index, now and before."""

from antiphon.organizations.models import Brand
from antiphon.reports.models import ReturnWeights

#: How many former weights an index is tried with.
FORMER = 5


def weights_chosen(brand: Brand, side: str, most: int = FORMER + 1) -> list[ReturnWeights]:
    """Return the weights that were ever chosen for a side, those that hold first. One query."""
    found = ReturnWeights.objects.filter(brand=brand, side=side).select_related("chosen_by__user")
    return list(found.order_by("-chosen_at", "-pk")[:most])
