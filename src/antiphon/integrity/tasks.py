"""Look now: let the detectors judge what is new in every brand's ledger."""

import structlog

from antiphon.integrity.actions import forget_erased, run_detectors
from antiphon.organizations.models import Brand

log = structlog.get_logger(__name__)


def judge_all() -> int:
    """Let every detector look at every brand; return how many rows were set aside. Erased people go from what was."""
    forget_erased()
    found = {brand.slug: run_detectors(brand) for brand in Brand.objects.order_by("pk")}
    if any(found.values()):
        log.info("rows set aside", **{slug: count for slug, count in found.items() if count})
    return sum(found.values())
