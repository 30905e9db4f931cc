"""Lets the detectors judge what is new, and keeps what they find."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from itertools import batched

import structlog
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet

from antiphon.integrity.actions.ruling import rule
from antiphon.integrity.actions.surging import judge_channels, kept_by_hand, last_rulings, let_fall
from antiphon.integrity.detector import Detector, Finding, ReadingDetector, RowDetector, WindowDetector
from antiphon.integrity.detectors import detectors
from antiphon.integrity.looking import Reader, fresh_blocks, judged, nothing_new, stand
from antiphon.integrity.models import Exclusion, Look, Ruled, Ruling, Surge
from antiphon.integrity.rules.blocks import night_before
from antiphon.ledger.models import Interaction, Reading
from antiphon.ledger.queries import words_of
from antiphon.lib import clock
from antiphon.organizations.models import Brand

log = structlog.get_logger(__name__)

_BATCH, _ASKED = 500, 1000


def run_detectors(brand: Brand, judges: Sequence[Detector] | None = None) -> int:
    """Let every detector judge what is new in the brand's ledger; return how many rows were set aside anew.

    May run as often as one likes: a row is set aside once by each version of a detector, and what a person took back
    is not set aside again by the same version. A detector that throws is noted and told of; the others go on, and
    what it found before stays as it was.
    """
    reader = Reader(brand)
    return sum(_tried(detector, brand, reader) for detector in (detectors() if judges is None else judges))


def _tried(detector: Detector, brand: Brand, reader: Reader) -> int:
    try:
        return _run(detector, brand, reader)
    except Exception as error:
        log.exception("a detector failed", detector=detector.name, version=detector.version, brand=brand.slug)
        _note_failure(detector, brand, error)
        return 0


def _run(detector: Detector, brand: Brand, reader: Reader) -> int:
    look = _look(detector, brand)
    if isinstance(detector, RowDetector):
        aside = _sift(detector, brand, look)
    elif isinstance(detector, WindowDetector):
        aside = _judge(detector, brand, look, reader)
    elif isinstance(detector, ReadingDetector):
        aside = _gauge(detector, brand, look)
    else:
        raise TypeError(f"{detector.name} judges neither rows, nor windows, nor readings")
    Look.objects.filter(pk=look.pk).update(looked_at=clock.now(), failed_at=None, failure="")
    return aside


def _sift(detector: RowDetector, brand: Brand, look: Look) -> int:
    """Judge the rows that are new; all of them once more where other accounts are concerned than at the last look."""
    concerned = detector.concerned(brand)
    mark, last, beyond = stand(brand, look, clock.now())
    same = look.concerned == concerned
    if same and (mark, last, beyond) == (look.mark, look.last, look.beyond):
        return 0
    rows = _not_judged(detector, brand)
    aside = _set_aside(detector, list(detector.find(rows.filter(pk__gt=look.mark) if same else rows)))
    Look.objects.filter(pk=look.pk).update(mark=mark, last=last, beyond=beyond, concerned=concerned)
    return aside


def _judge(detector: WindowDetector, brand: Brand, look: Look, reader: Reader) -> int:
    """Judge the blocks around what is new, if anything is; and all of them once each night."""
    now = clock.now()
    stood = stand(brand, look, now)
    whole = look.whole_at is None or look.whole_at < night_before(now, brand.zone)
    aside = 0
    if whole or not nothing_new(brand, look, stood):
        fresh = fresh_blocks(detector, brand, 0 if whole else look.mark)
        for begin, end, found in judged(detector, reader, partial(words_of, brand), fresh):
            here = Exclusion.objects.filter(
                interaction__brand=brand, interaction__at__gte=begin, interaction__at__lt=end
            )
            aside += _reconcile(detector, here, found)
    mark, last, beyond = stood
    told = {"whole_at": now} if whole else {}
    Look.objects.filter(pk=look.pk).update(mark=mark, last=last, beyond=beyond, **told)
    return aside


def _gauge(detector: ReadingDetector, brand: Brand, look: Look) -> int:
    """Judge the channels where a number was read anew; all of them once a day, since what explains it comes later."""
    told = Reading.objects.filter(brand=brand, name=detector.reading).aggregate(last=Max("pk"))["last"] or 0
    today = clock.now().date().isoformat()
    if (told, today) == (look.last, look.concerned):
        return 0
    aside = judge_channels(detector, brand)
    Look.objects.filter(pk=look.pk).update(mark=told, last=told, concerned=today)
    return aside


@transaction.atomic
def _reconcile(detector: Detector, here: QuerySet[Exclusion], found: Mapping[int, Finding]) -> int:
    """Let exactly what was found stand; what a person ruled stays as they ruled it."""
    mine = here.filter(detector=detector.name, version=detector.version)
    known = {row.interaction_id: row for row in mine.select_for_update(of=("self",))}
    gone = [row.pk for key, row in known.items() if row.undone_at is None and key not in found]
    back = [row for key, row in known.items() if key in found and row.undone_at and row.undone_by_id is None]
    last = _last_rulings([*gone, *(row.pk for row in back)])
    _let_fall([pk for pk in gone if not _kept_by_hand(last.get(pk))], "")
    anew = _stand_again([row for row in back if not _taken_back(last.get(row.pk))], found)
    return anew + _set_aside(detector, [one for key, one in found.items() if key not in known])


@transaction.atomic
def _set_aside(detector: Detector, found: Iterable[Finding]) -> int:
    now = clock.now()
    fresh = [
        Exclusion(
            interaction_id=one.interaction_id,
            detector=detector.name,
            version=detector.version,
            reason=detector.reason,
            evidence=one.evidence,
            behind=list(one.behind),
            at=now,
        )
        for one in found
    ]
    Exclusion.objects.bulk_create(fresh, batch_size=_BATCH, ignore_conflicts=True)
    return len(fresh)


def _let_fall(keys: Collection[int], because: str) -> None:
    now = clock.now()
    Exclusion.objects.filter(pk__in=keys).update(undone_at=now, undone_because=because)
    Ruling.objects.bulk_create(Ruling(exclusion_id=key, ruled=Ruled.FELL_AWAY, at=now, words=because) for key in keys)


def _stand_again(rows: Sequence[Exclusion], found: Mapping[int, Finding]) -> int:
    for row in rows:
        one = found[row.interaction_id]
        row.undone_at, row.undone_because, row.evidence, row.behind = None, "", one.evidence, list(one.behind)
        row.save(update_fields=["undone_at", "undone_because", "evidence", "behind"])
        rule(row.pk, Ruled.AGAIN, "", None)
    return len(rows)


def _kept_by_hand(last: Ruling | None) -> bool:
    """Whether a person said last that it stays aside. A person always says why, also one who has left since."""
    return last is not None and last.ruled in {Ruled.AGAIN, Ruled.KEPT} and last.words != ""


def _taken_back(last: Ruling | None) -> bool:
    """Whether it counts again because somebody took it back, and not because more became known."""
    return last is not None and last.ruled == Ruled.TAKEN_BACK


def _last_rulings(keys: Sequence[int]) -> dict[int, Ruling]:
    """Return what was ruled last on each of many exclusions, asking aside. One query for each thousand."""
    said = Ruling.objects.exclude(ruled=Ruled.ASKED).order_by("at", "pk")
    return {one.exclusion_id: one for some in batched(keys, _ASKED) for one in said.filter(exclusion__in=some)}


def _look(detector: Detector, brand: Brand) -> Look:
    """Return how far a detector has looked; another version begins anew, and judges what the one before judged."""
    look, _is_new = Look.objects.get_or_create(
        brand=brand, detector=detector.name, defaults={"version": detector.version}
    )
    if look.version != detector.version:
        _start_anew(detector, look)
    return look


@transaction.atomic
def _start_anew(detector: Detector, look: Look) -> None:
    before = Exclusion.objects.standing().filter(detector=detector.name, interaction__brand=look.brand_id)
    keys = list(before.exclude(version=detector.version).values_list("pk", flat=True))
    last = _last_rulings(keys)
    _let_fall([pk for pk in keys if not _kept_by_hand(last.get(pk))], f"judged again by version {detector.version}")
    surges = Surge.objects.standing().filter(detector=detector.name, channel__brand=look.brand_id)
    former = list(surges.exclude(version=detector.version))
    ruled = last_rulings(former)
    for one in former:
        if not kept_by_hand(ruled.get(one.pk)):
            let_fall(one, f"judged again by version {detector.version}")
    look.version, look.mark, look.last, look.beyond = detector.version, 0, 0, 0
    look.whole_at = None
    look.save(update_fields=["version", "mark", "last", "beyond", "whole_at"])


def _not_judged(detector: Detector, brand: Brand) -> QuerySet[Interaction]:
    judged_before = Exclusion.objects.filter(
        detector=detector.name, version=detector.version, interaction=OuterRef("pk")
    )
    return Interaction.objects.filter(~Exists(judged_before), brand=brand)


def _note_failure(detector: Detector, brand: Brand, error: Exception) -> None:
    told = {"failed_at": clock.now(), "failure": f"{type(error).__name__}: {error}"[:500]}
    Look.objects.update_or_create(
        brand=brand, detector=detector.name, defaults=told, create_defaults={**told, "version": detector.version}
    )
