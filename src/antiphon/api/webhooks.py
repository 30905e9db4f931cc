"""The webhooks of shops, what they sent and what became of it; tables of sales."""

from datetime import datetime
from typing import Annotated

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Query, Router, Schema

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Created, Json
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.sales.actions.importing import TableGiven, discard_table, hand_in_table, take_in
from antiphon.sales.actions.webhooks import end_webhook, make_webhook, set_secret, work_again
from antiphon.sales.models import Payload, SalesImport, Stage, Webhook
from antiphon.sales.queries.importing import Looked, looked
from antiphon.sales.rules.faults import Fault
from antiphon.sales.sentences import FAULT_WORDS

router = Router(tags=["sales"])


class WebhookTyped(Schema):
    """A webhook for a shop: `woocommerce`, `shopify` or `stripe`; `name` is the source of its purchases."""

    kind: str
    name: str


class SecretTyped(Schema):
    """The signing secret as the shop shows it; empty for WooCommerce makes a new one."""

    secret: str = ""


class WebhookJson(Json, frozen=True, kw_only=True):
    """A webhook: the `address` to type in the shop; `secret` only in the answer to what made it, null otherwise.

    `refused` counts what came with a wrong signature, of which nothing was taken.
    """

    id: int
    brand: str
    kind: str
    name: str
    address: str
    secret: str | None
    has_secret: bool
    refused: int
    refused_at: datetime | None
    made_at: datetime
    ended_at: datetime | None


class PayloadJson(Json, frozen=True, kw_only=True):
    """What a shop sent: how often, and what became of it; `why` and in which `field` where it cannot be counted."""

    id: int
    topic: str
    about: str
    received_at: datetime
    times: int
    outcome: str
    field: str
    why: str
    purchase: int | None


class TableTyped(Schema):
    """A table as CSV: its `kind` (purchases, refunds, rates, spend), the `source` of its sales."""

    kind: str
    name: str = "table.csv"
    text: str
    source: str = ""
    currency: str = ""


class TakingIn(Schema):
    """Whether rows that cannot be taken are left out; otherwise nothing is taken in as long as there are any."""

    leave_out: bool = False


class RowJson(Json, frozen=True, kw_only=True):
    """A row of a table: `new`, `known`, or `unfit` with the reason."""

    number: int
    outcome: str
    field: str
    why: str


class TableJson(Json, frozen=True, kw_only=True):
    """A table: how many rows would come in (`new`), are `known`, or cannot be taken (`unfit`, the first 500 told)."""

    id: int
    brand: str
    kind: str
    name: str
    source: str
    stage: str
    new: int
    known: int
    unfit: int
    taken: int
    rows: list[RowJson]


@router.get("/brands/{brand}/webhooks")
def list_webhooks(request: Asked, brand: str) -> list[WebhookJson]:
    """List the webhooks of a brand."""
    by = member_of(request, brand)
    require(by, Duty.CONNECT)
    return [_webhook(one) for one in Webhook.objects.filter(brand=by.brand).select_related("brand").order_by("pk")]


@router.post("/brands/{brand}/webhooks")
def create_webhook(request: Asked, brand: str, body: WebhookTyped) -> Created[WebhookJson]:
    """Make an address for a shop; the secret of WooCommerce is told this once."""
    made, secret = make_webhook(member_of(request, brand), body.kind, body.name)
    return Created(_webhook(made, secret))


@router.put("/webhooks/{webhook_id}/secret")
def change_secret(request: Asked, webhook_id: int, body: SecretTyped) -> WebhookJson:
    """Give a webhook the secret of its shop, or a new one."""
    found = _found(request, webhook_id)
    told = set_secret(member_in(request, found.brand_id), found, body.secret)
    return _webhook(_found(request, webhook_id), "" if body.secret else told)


@router.post("/webhooks/{webhook_id}/end")
def close_webhook(request: Asked, webhook_id: int) -> WebhookJson:
    """Take nothing at this address any more."""
    found = _found(request, webhook_id)
    end_webhook(member_in(request, found.brand_id), found)
    return _webhook(_found(request, webhook_id))


@router.get("/webhooks/{webhook_id}/payloads")
def list_payloads(
    request: Asked,
    webhook_id: int,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> list[PayloadJson]:
    """List what came, the latest first, and what became of it."""
    found = _found(request, webhook_id)
    require(member_in(request, found.brand_id), Duty.CONNECT)
    return [_payload(one) for one in found.payloads.order_by("-received_at", "-pk")[offset : offset + limit]]


@router.post("/payloads/{payload_id}/work-again")
def work(request: Asked, payload_id: int) -> PayloadJson:
    """Look again at what could not be counted."""
    rows = Payload.objects.select_related("webhook")
    found = get_object_or_404(rows, webhook__brand__in=brands_of(request), pk=payload_id)
    return _payload(work_again(member_in(request, found.webhook.brand_id), found))


@router.post("/brands/{brand}/sales-tables")
def hand_in(request: Asked, brand: str, body: TableTyped) -> Created[TableJson]:
    """Hand a table in, to be looked at; nothing of it counts yet."""
    given = TableGiven(
        kind=body.kind, name=body.name, content=body.text.encode(), source=body.source, currency=body.currency
    )
    return Created(_table(hand_in_table(member_of(request, brand), given)))


@router.get("/sales-tables/{sales_table_id}")
def read_table(request: Asked, sales_table_id: int) -> TableJson:
    """Read what each row of a table becomes."""
    found = _handed_in(request, sales_table_id)
    require(member_in(request, found.brand_id), Duty.CONNECT)
    return _table(found)


@router.post("/sales-tables/{sales_table_id}/take-in")
def take_table_in(request: Asked, sales_table_id: int, body: TakingIn) -> TableJson:
    """Take all of a table in, or nothing."""
    found = _handed_in(request, sales_table_id)
    return _table(take_in(member_in(request, found.brand_id), found, leave_out=body.leave_out))


@router.post("/sales-tables/{sales_table_id}/discard")
def discard(request: Asked, sales_table_id: int) -> TableJson:
    """Throw a table away that is not taken in."""
    found = _handed_in(request, sales_table_id)
    return _table(discard_table(member_in(request, found.brand_id), found))


def _found(request: Asked, pk: int) -> Webhook:
    return get_object_or_404(Webhook.objects.select_related("brand"), brand__in=brands_of(request), pk=pk)


def _handed_in(request: Asked, pk: int) -> SalesImport:
    return get_object_or_404(SalesImport.objects.select_related("brand"), brand__in=brands_of(request), pk=pk)


def _webhook(row: Webhook, secret: str = "") -> WebhookJson:
    return WebhookJson(
        id=row.pk,
        brand=row.brand.slug,
        kind=row.kind,
        name=row.name,
        address=settings.PUBLIC_URL + reverse("shop_tells", args=[row.token]),
        secret=secret or None,
        has_secret=bool(row.secret_sealed),
        refused=row.refused,
        refused_at=row.refused_at,
        made_at=row.made_at,
        ended_at=row.ended_at,
    )


def _payload(row: Payload) -> PayloadJson:
    return PayloadJson(
        id=row.pk,
        topic=row.topic,
        about=row.about,
        received_at=row.received_at,
        times=row.times,
        outcome=row.outcome,
        field=row.field,
        why=str(FAULT_WORDS[Fault(row.fault)]) if row.fault else "",
        purchase=row.purchase_id,
    )


def _table(row: SalesImport) -> TableJson:
    table = looked(row) if row.stage == Stage.PREVIEW else Looked((), ())
    done = row.stage != Stage.PREVIEW
    return TableJson(
        id=row.pk,
        brand=row.brand.slug,
        kind=row.kind,
        name=row.file_name,
        source=row.source,
        stage=row.stage,
        new=table.new,
        known=row.known if done else table.known,
        unfit=row.left_out if done else table.unfit,
        taken=row.taken,
        rows=[
            RowJson(number=one.number, outcome=one.outcome, field=one.field, why=str(FAULT_WORDS[one.fault]))
            for one in table.rows
            if one.fault
        ][:500],
    )
