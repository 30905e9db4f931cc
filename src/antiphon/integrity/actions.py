"""What is set aside and taken back: the only place that writes exclusions."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from antiphon.integrity.detector import Detector
from antiphon.integrity.detectors import detectors
from antiphon.integrity.models import Exclusion
from antiphon.ledger.models import Interaction
from antiphon.lib import clock
from antiphon.organizations.models import Brand

_BATCH = 500


def run_detectors(brand: Brand) -> int:
    """Let every detector judge the brand's ledger; return how many rows were set aside anew.

    May run as often as one likes: a row is set aside once by each version of a detector, and what
    a person took back is not set aside again by the same version.
    """
    return sum(_run(detector, brand) for detector in detectors())


@transaction.atomic
def take_back(exclusion: Exclusion, because: str) -> None:
    """Count an interaction again; the row stays and says why it was set aside and why no longer."""
    Exclusion.objects.standing().filter(pk=exclusion.pk).update(undone_at=clock.now(), undone_because=because[:200])


@transaction.atomic
def _run(detector: Detector, brand: Brand) -> int:
    now = clock.now()
    mine = Exclusion.objects.filter(detector=detector.name)
    before = mine.standing().filter(interaction__brand=brand).exclude(version=detector.version)
    before.update(undone_at=now, undone_because=f"judged again by version {detector.version}")
    judged = mine.filter(version=detector.version, interaction=OuterRef("pk"))
    rows = Interaction.objects.filter(~Exists(judged), brand=brand)
    fresh = [
        Exclusion(
            interaction_id=finding.interaction_id,
            detector=detector.name,
            version=detector.version,
            reason=detector.reason,
            evidence=finding.evidence,
            at=now,
        )
        for finding in detector.find(rows)
    ]
    Exclusion.objects.bulk_create(fresh, batch_size=_BATCH, ignore_conflicts=True)
    return len(fresh)
