"""Tables are handed in, shown row by row, and taken in as a whole or not at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from antiphon.channels.queries import sealer
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.people.models import KnownTrait
from antiphon.people.queries.recognizing import trait_key
from antiphon.people.rules import Kind, mail_trait
from antiphon.sales.actions.purchasing import source_of
from antiphon.sales.actions.reckoning import keep_rates
from antiphon.sales.actions.summing import days_changed
from antiphon.sales.models import ImportKind, Purchase, Refund, SalesImport, Spend, Stage
from antiphon.sales.queries.importing import Row, RowOutcome, looked
from antiphon.sales.queries.money import reporting_currency
from antiphon.sales.queries.purchases import day_of
from antiphon.sales.rules.money import currency_of
from antiphon.sales.rules.told import PurchaseTold, RefundTold, coupon_key
from antiphon.sales.sentences import refusing

LARGEST = 20_000_000
#: How long a table waits for somebody’s word.
WAITS = timedelta(days=14)
_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class TableGiven:
    """A table as it is handed in: its kind, the source of its sales, the currency of amounts that name none."""

    kind: str
    name: str
    content: bytes
    source: str = ""
    currency: str = ""


def hand_in_table(by: Member, given: TableGiven) -> SalesImport:
    """Take a table, to be looked at; nothing of it counts yet. Raise Refusal if it is none of its kind."""
    require(by, Duty.CONNECT)
    if given.kind not in ImportKind:
        raise Refusal(_("Say what the table tells of."), field="kind")
    if len(given.content) > LARGEST:
        raise Refusal(_("A table may have at most %(most)d MB.") % {"most": LARGEST // 10**6}, field="file")
    names_source = given.kind in {ImportKind.PURCHASES, ImportKind.REFUNDS}
    with refusing():
        made = SalesImport(
            brand=by.brand,
            kind=given.kind,
            file_name=Path(given.name).name[:200] or "table.csv",
            source=source_of(given.source) if names_source else "",
            currency=currency_of(given.currency) if given.currency.strip() else reporting_currency(by.brand),
            text_sealed=sealer().seal(_text(given.content).encode()),
            given_by=by,
            given_at=clock.now(),
        )
        looked(made)
    made.save()
    return made


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    return text.replace("\0", "")


@transaction.atomic
def take_in(by: Member, imported: SalesImport, *, leave_out: bool = False) -> SalesImport:
    """Take in every row of a table, or raise Refusal if one cannot be; with `leave_out` those that can be taken."""
    row = _held(by, imported)
    found = looked(row)
    if found.unfit and not leave_out:
        raise Refusal(_("Some rows cannot be taken. Say that they are to be left out, or mend the table."))
    new = [one for one in found.rows if one.outcome == RowOutcome.NEW]
    try:
        with transaction.atomic():
            _WRITERS[ImportKind(row.kind)](by, row, new)
    except IntegrityError as error:
        raise Conflict(_("Something of it came in meanwhile. Look at it again.")) from error
    row.taken, row.known, row.left_out = len(new), found.known, found.unfit
    return _decided(by, row, Stage.DONE)


@transaction.atomic
def discard_table(by: Member, imported: SalesImport) -> SalesImport:
    """Throw a table away that is not taken in."""
    return _decided(by, _held(by, imported), Stage.DISCARDED)


def discard_forgotten_tables() -> int:
    """Throw away tables about which nobody said a word for two weeks: they name buyers. Return how many."""
    old = SalesImport.objects.filter(stage=Stage.PREVIEW, given_at__lt=clock.now() - WAITS)
    return old.update(stage=Stage.DISCARDED, decided_at=clock.now(), text_sealed="")


def _held(by: Member, imported: SalesImport) -> SalesImport:
    require(by, Duty.CONNECT)
    row = SalesImport.objects.select_for_update(of=("self",)).select_related("brand").get(pk=imported.pk)
    if row.brand_id != by.brand_id:
        raise NotAllowed(_("This belongs to another brand."))
    if row.stage != Stage.PREVIEW:
        raise Conflict(_("Somebody decided about this table already."))
    return row


def _decided(by: Member, row: SalesImport, stage: Stage) -> SalesImport:
    row.stage, row.decided_by, row.decided_at, row.text_sealed = stage, by, clock.now(), ""
    row.save()
    return row


def _write_purchases(by: Member, imported: SalesImport, rows: Iterable[Row]) -> None:
    told: list[PurchaseTold] = [one.told for one in rows]
    keys = _mail_keys(by.brand, told)
    known = _identities(by.brand, set(keys.values()))
    now = clock.now()
    Purchase.objects.bulk_create(
        [
            Purchase(
                brand=by.brand, source=imported.source, external_id=one.key, at=one.at, received_at=now,
                stated_at=one.at, amount=one.amount, currency=one.currency, mail_key=keys.get(one.mail, ""),
                identity_id=known.get(keys.get(one.mail, "")), coupon=one.coupon, coupon_key=coupon_key(one.coupon),
                visit=one.visit, heard=one.heard,
            )
            for one in told
        ],
        batch_size=_BATCH,
    )  # fmt: skip
    days_changed(by.brand, (day_of(by.brand, one.at) for one in told))


def _write_refunds(by: Member, imported: SalesImport, rows: Iterable[Row]) -> None:
    told: list[RefundTold] = [one.told for one in rows]
    now = clock.now()
    Refund.objects.bulk_create(
        [
            Refund(
                brand=by.brand, source=imported.source, external_id=one.key, purchase_external_id=one.of, at=one.at,
                received_at=now, amount=one.amount, currency=one.currency, reason=one.reason,
            )
            for one in told
        ],
        batch_size=_BATCH,
    )  # fmt: skip
    mine, keys = Purchase.objects.filter(brand=by.brand, source=imported.source), sorted({one.of for one in told})
    days_changed(
        by.brand,
        (
            day_of(by.brand, at)
            for n in range(0, len(keys), _BATCH)
            for at in mine.filter(external_id__in=keys[n : n + _BATCH]).values_list("at", flat=True)
        ),
    )


def _write_rates(by: Member, _imported: SalesImport, rows: Iterable[Row]) -> None:
    keep_rates(by, (rate for one in rows for rate in one.told))


def _write_spend(by: Member, _imported: SalesImport, rows: Iterable[Row]) -> None:
    now = clock.now()
    Spend.objects.bulk_create(
        [Spend(brand=by.brand, noted_by=by, noted_at=now, **one.told) for one in rows], batch_size=_BATCH
    )


_WRITERS: Mapping[ImportKind, Any] = {
    ImportKind.PURCHASES: _write_purchases,
    ImportKind.REFUNDS: _write_refunds,
    ImportKind.RATES: _write_rates,
    ImportKind.SPEND: _write_spend,
}


def _mail_keys(brand: Brand, told: Iterable[PurchaseTold]) -> dict[str, str]:
    traits = {mail: mail_trait(trait_key(brand.pk), mail) for mail in {one.mail for one in told if one.mail}}
    return {mail: trait.key for mail, trait in traits.items() if trait}


def _identities(brand: Brand, keys: set[str]) -> dict[str, int]:
    verified = KnownTrait.objects.filter(brand=brand, kind=Kind.MAIL, verified=True).order_by("-identity")
    return {key: pk for key, pk in verified.values_list("key", "identity") if key in keys}
