"""Surges of followers: kept as a detector finds them, and ruled on by people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from antiphon.channels.models import Channel
from antiphon.integrity.actions.ruling import reason_in
from antiphon.integrity.attention import attention, levels_of
from antiphon.integrity.detector import ReadingDetector, Rise
from antiphon.integrity.models import Ruled, Surge, SurgeRuling
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, Refusal
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty

#: What a person may say of a surge: whose duty it is.
SAYS: Mapping[str, Duty] = {
    Ruled.TAKEN_BACK: Duty.ANSWER,
    Ruled.AGAIN: Duty.ANSWER,
    Ruled.KEPT: Duty.ANSWER,
    Ruled.ASKED: Duty.SEE,
}


def judge_channels(detector: ReadingDetector, brand: Brand) -> int:
    """Let a detector judge each channel of a brand; return how many surges were set aside anew."""
    channels = Channel.objects.filter(brand=brand).select_related("identity", "brand").order_by("pk")
    return sum(_judge(detector, channel) for channel in channels)


def _judge(detector: ReadingDetector, channel: Channel) -> int:
    levels = levels_of(channel, detector.reading)
    return _reconcile(detector, channel, list(detector.judge(levels, partial(attention, channel))))


@transaction.atomic
def _reconcile(detector: ReadingDetector, channel: Channel, found: Sequence[Rise]) -> int:
    """Let exactly what was found stand; what a person ruled stays as they ruled it, whatever version found it."""
    mine = Surge.objects.filter(channel=channel, detector=detector.name)
    known = {row.first: row for row in mine.select_for_update(of=("self",)).order_by("first")}
    if not known and not found:
        return 0
    last = last_rulings(list(known.values()))
    anew, met = 0, set()
    for one in sorted(found, key=lambda each: each.first not in known):
        row = known.get(one.first) or _overlapping((each for each in known.values() if each.pk not in met), one)
        if row is None:
            anew += _set_aside(detector, channel, one)
            continue
        met.add(row.pk)
        row.version = detector.version
        anew += _again(row, one, last.get(row.pk))
    for row in known.values():
        if row.pk not in met and row.undone_at is None and not kept_by_hand(last.get(row.pk)):
            let_fall(row)
    return anew


def _overlapping(rows: Iterable[Surge], one: Rise) -> Surge | None:
    return next((row for row in rows if row.first <= one.last and one.first <= row.last), None)


def _set_aside(detector: ReadingDetector, channel: Channel, one: Rise) -> int:
    made = Surge(channel=channel, detector=detector.name, version=detector.version, first=one.first)
    made.reason, made.at = detector.reason, clock.now()
    _take_over(made, one)
    return 1


def _again(row: Surge, one: Rise, last: SurgeRuling | None) -> int:
    """Tell a surge what is known of it now; let it stand again where it had fallen away by itself."""
    stands_again = row.undone_at is not None and (last is None or last.ruled == Ruled.FELL_AWAY)
    if stands_again:
        row.undone_at, row.undone_because = None, ""
        SurgeRuling.objects.create(surge=row, ruled=Ruled.AGAIN, at=clock.now())
    _take_over(row, one)
    return int(stands_again)


def _take_over(row: Surge, one: Rise) -> None:
    row.first, row.last, row.followers, row.usual = one.first, one.last, one.followers, one.usual
    row.moves = [[at.isoformat(), many] for at, many in one.moves]
    row.evidence, row.behind = dict(one.evidence), list(one.behind)
    row.save()


def let_fall(row: Surge, because: str = "") -> None:
    """Count a surge again, since more became known."""
    row.undone_at, row.undone_because = clock.now(), because
    row.save(update_fields=["undone_at", "undone_because"])
    SurgeRuling.objects.create(surge=row, ruled=Ruled.FELL_AWAY, at=row.undone_at, words=because)


def last_rulings(rows: Sequence[Surge]) -> dict[int, SurgeRuling]:
    """Return what was ruled last on each surge, asking aside. One query."""
    said = SurgeRuling.objects.filter(surge__in=rows).exclude(ruled=Ruled.ASKED).order_by("at", "pk")
    return {one.surge_id: one for one in said}


def kept_by_hand(last: SurgeRuling | None) -> bool:
    """Whether a person said last that it stays aside."""
    return last is not None and last.ruled in {Ruled.AGAIN, Ruled.KEPT} and last.words != ""


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of a surge, and why."""

    ruled: str
    because: str


@transaction.atomic
def rule_on_surge(by: Member, surge: Surge, said: Said) -> None:
    """Take a surge back, set it aside again, ask for another look, or keep it aside; with a reason.

    Whoever sees the figures may ask; who answers people decides. Raises Conflict where it makes no difference.
    """
    if said.ruled not in SAYS:
        raise Refusal(_("Say what is to become of it."), field="says")
    require(by, SAYS[said.ruled])
    if surge.channel.brand_id != by.brand_id:
        raise Refusal(_("This belongs to another brand."))
    because = reason_in(said.because)
    row = Surge.objects.select_for_update(of=("self",)).get(pk=surge.pk)
    _require_difference(row, said.ruled)
    if said.ruled == Ruled.TAKEN_BACK:
        row.undone_at, row.undone_by, row.undone_because = clock.now(), by, because
    elif said.ruled == Ruled.AGAIN:
        row.undone_at, row.undone_by, row.undone_because = None, None, ""
    row.save(update_fields=["undone_at", "undone_by", "undone_because"])
    SurgeRuling.objects.create(surge=row, ruled=said.ruled, at=clock.now(), by=by, words=because)


def _require_difference(row: Surge, ruled: str) -> None:
    stands = row.undone_at is None
    if ruled == Ruled.AGAIN and stands:
        raise Conflict(_("It is set aside already."))
    if ruled != Ruled.AGAIN and not stands:
        raise Conflict(_("It counts again already."))
    if ruled in {Ruled.ASKED, Ruled.KEPT} and row.asked != (ruled == Ruled.KEPT):
        raise Conflict(_("Another look is asked for already.") if row.asked else _("Nobody asks for another look."))
