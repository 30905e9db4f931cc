"""Plans from a file: handed in and looked at first, then written whole or not at all."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import batched
from time import monotonic

import requests
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from antiphon.channels.models import Channel
from antiphon.channels.queries import bounds
from antiphon.lib import clock
from antiphon.lib.bounds import Bounds
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.lib.http import AddressRefused, AnswerTooLarge, AnswerTooSlow, guarded_session
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.checking import check_fit
from antiphon.publishing.actions.composing import check, compose
from antiphon.publishing.actions.keeping import keep_bytes
from antiphon.publishing.drafts import Moment
from antiphon.publishing.hours import moment_of
from antiphon.publishing.models import Asset, PlanFile, Post
from antiphon.publishing.reading_plans import Problem, Reading, addresses_in, known_to, read_row
from antiphon.publishing.rules.plan_csv import NoTable, Row, decoded, guessed_order, table_of

_MOST_FETCHED, _AT_ONCE, _SECONDS, _SECONDS_EACH, _LONGEST_NAME = 60, 4, 60, 20.0, 200
#: Why a file is no plan.
_NO_TABLES = {
    "empty": _("There is no row in this file."),
    "encoding": _("This file is no text that can be read. Save it as CSV in UTF-8."),
    "columns": _("This file has columns that are not known. Look up their names, or leave out the head."),
    "twice": _("Two columns of this file have the same name."),
    "rows": _("This file has more than 1,000 rows. Hand it in as several."),
    "bytes": _("This file is larger than 2 MB. Hand it in as several."),
}
#: In which column the composer's refusals belong.
_COLUMNS = {"text": "message", "channels": "channels", "pictures": "media", "wall": "date", "title": "title"}


@dataclass(frozen=True, slots=True)
class FileGiven:
    """A file as somebody hands it in; `order` may be left open, `channels` are for rows that name none."""

    name: str
    data: bytes
    channels: Sequence[Channel] = ()
    order: str = ""


def hand_in(by: Member, given: FileGiven) -> PlanFile:
    """Keep a file to be looked at; raise Refusal if it is no table. Pictures that it names are fetched now."""
    require(by, Duty.WRITE)
    if any(one.brand_id != by.brand_id for one in given.channels):
        raise NotAllowed(_("This belongs to another brand."))
    try:
        text, encoding = decoded(given.data)
        rows = table_of(text).rows
    except NoTable as error:
        raise Refusal(_NO_TABLES[error.reason], field="file") from error
    order = given.order if given.order in set(PlanFile.Order) else _order(rows)
    media = _fetched(by, addresses_in(rows))
    with transaction.atomic():
        PlanFile.objects.filter(brand=by.brand, member=by, confirmed_at=None).delete()
        return PlanFile.objects.create(
            brand=by.brand, member=by, name=given.name[:_LONGEST_NAME], text=text, encoding=encoding, order=order,
            channels=[one.pk for one in given.channels], media=media, handed_in_at=clock.now(),
        )  # fmt: skip


@transaction.atomic
def change_order(by: Member, plan: PlanFile, order: str, channels: Sequence[Channel]) -> None:
    """Read the dates of a file in another order, and put rows that name no channel on others."""
    _check_own(by, plan)
    if order not in set(PlanFile.Order):
        raise Refusal(_("Choose in which order dates are written."), field="order")
    if any(one.brand_id != by.brand_id for one in channels):
        raise NotAllowed(_("This belongs to another brand."))
    PlanFile.objects.filter(pk=plan.pk, confirmed_at=None).update(order=order, channels=[one.pk for one in channels])
    plan.refresh_from_db()


def readings_of(by: Member, plan: PlanFile, *, as_draft: bool) -> list[Reading]:
    """Return every row of a plan as it would be written, with all that stands against it. Writes nothing."""
    known = known_to(plan)
    found = [read_row(row, plan.order, known) for row in table_of(plan.text).rows]
    for one in found:
        _measure(by, one, as_draft=as_draft)
    return found


def confirm(by: Member, plan: PlanFile, *, as_draft: bool = True) -> list[Post]:
    """Write every row of a plan, or none: as drafts, or planned for their hours by who may publish.

    Where a yes is asked for first, what is planned waits for it. A row without an hour becomes a draft. Raise Refusal
    if any row has a problem, Conflict if the plan was written already.
    """
    _check_own(by, plan)
    with transaction.atomic():
        now = clock.now()
        if not PlanFile.objects.filter(pk=plan.pk, confirmed_at=None).update(confirmed_at=now):
            raise Conflict(_("This plan was written already."))
        readings = readings_of(by, plan, as_draft=as_draft)
        if any(one.problems for one in readings):
            raise Refusal(_("Some rows cannot be written yet, so none was. Mend them and hand the file in again."))
        written = [_write(by, plan, one, as_draft=as_draft) for one in readings]
    plan.refresh_from_db()
    return written


def _measure(by: Member, reading: Reading, *, as_draft: bool) -> None:
    """Look whether the composer would take a row; what a network would not take stands against a draft too."""
    if reading.draft is None:
        return
    try:
        if reading.wall is not None:
            moment_of(reading.wall, by.brand.time_zone)
        checked = check(by, reading.draft, _moment(reading, as_draft=as_draft))
        check_fit(reading.draft, checked.pictures, checked.parts)
    except Refusal as refusal:
        reading.problems.append(Problem(_COLUMNS.get(refusal.field, ""), refusal.message))


def _moment(reading: Reading, *, as_draft: bool) -> Moment:
    return Moment(reading.wall, as_draft=as_draft or reading.wall is None)


def _write(by: Member, plan: PlanFile, reading: Reading, *, as_draft: bool) -> Post:
    assert reading.draft is not None  # noqa: S101  rows with problems were refused
    moment = _moment(reading, as_draft=as_draft)
    return compose(by, reading.draft, moment, request_key=f"plan:{plan.pk}:{reading.line}")


def _check_own(by: Member, plan: PlanFile) -> None:
    require(by, Duty.WRITE)
    if plan.brand_id != by.brand_id:
        raise NotAllowed(_("This belongs to another brand."))


def _order(rows: Sequence[Row]) -> str:
    return guessed_order(row.cells.get("date", "") for row in rows) or PlanFile.Order.MONTH_FIRST


def _fetched(by: Member, addresses: Sequence[str]) -> dict[str, int | str]:
    """Return the asset at each address, or a word that says why there is none."""
    found: dict[str, int | str] = {}
    foreign = []
    for address in addresses:
        asset = _own_asset(by, address)
        if asset is not None:
            found[address] = asset.pk
        elif address.startswith(("https://", "http://")):
            foreign.append(address)
        else:
            found[address] = "missing"
    found |= dict.fromkeys(foreign[_MOST_FETCHED:], "too_many")
    return found | _fetch_all(by, foreign[:_MOST_FETCHED])


def _own_asset(by: Member, address: str) -> Asset | None:
    """Return what the brand keeps already under an address of ours or a title, or None."""
    path = address.removeprefix(settings.PUBLIC_URL).removeprefix(settings.MEDIA_URL)
    ours = Asset.objects.filter(brand=by.brand, archived_at=None)
    if path != address:
        return ours.filter(file=path).first()
    return ours.filter(title=address).order_by("-pk").first() if "://" not in address else None


def _fetch_all(by: Member, addresses: Sequence[str]) -> dict[str, int | str]:
    """Fetch some at a time, so that no more than a few are held at once, for so long altogether."""
    found: dict[str, int | str] = {}
    until = monotonic() + _SECONDS
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="media") as pool:
        for some in batched(addresses, _AT_ONCE):
            if monotonic() > until:
                found |= dict.fromkeys(some, "too_slow")
                continue
            for address, fetched in zip(some, pool.map(_fetch, some), strict=True):
                found[address] = _kept(by, fetched) if isinstance(fetched, bytes) else fetched
    return found


def _fetch(address: str) -> bytes | str:
    usual = bounds()
    limits = Bounds(usual.private_allowed, total_seconds=_SECONDS_EACH, max_bytes=settings.MAX_PICTURE_BYTES)
    try:
        answer = guarded_session(limits).get(address)
    except AddressRefused:
        return "refused"
    except AnswerTooLarge:
        return "too_large"
    except AnswerTooSlow:
        return "too_slow"
    except (requests.RequestException, OSError, ValueError):
        return "unreachable"
    return answer.content if answer.ok else "missing"


def _kept(by: Member, data: bytes) -> int | str:
    try:
        return keep_bytes(by, data).pk
    except Refusal:
        return "not_taken"
