"""What is kept beside the rows so that years are quick to add up: acts a day. It follows from the rows, always."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from antiphon.measures.columns.engine import tables_of
from antiphon.measures.columns.expressions import days
from antiphon.measures.columns.manifest import Manifest, Written
from antiphon.measures.columns.store import Store, schema_of
from antiphon.measures.columns.table import Column, Kind

DAYS = "days"
COLUMNS = (
    Column("day", Kind.DAY, _("The day, on the clock of the brand.")),
    Column(
        "channel", Kind.WHOLE, _("On which channel: see channels. Empty where it happened elsewhere."), empty=True
    ),
    Column("network", Kind.TEXT, _("The kind of that channel, as mastodon."), empty=True),
    Column("verb", Kind.TEXT, _("What was done.")),
    Column("direction", Kind.TEXT, _("Which way: in, out, between, within.")),
    Column("side", Kind.TEXT, _("Who did it: us or them."), empty=True),
    Column(
        "is_counted", Kind.FLAG, _("Whether these acts count: none of them set aside, by a machine, or us to us.")
    ),
    Column("is_aside", Kind.FLAG, _("Whether they were set aside by a detector, or done by a machine.")),
    Column("interactions", Kind.WHOLE, _("How many acts.")),
    Column("words", Kind.WHOLE, _("How many words were said in them.")),
)
DEFINITION = _(
    "How many acts there were a day: what the rows of interactions add up to, kept so that years are quick."
)


def days_schema() -> Any:
    """Return the columns of the roll-up as a schema of pyarrow."""
    return schema_of(COLUMNS)


def roll_up(store: Store, manifest: Manifest, months: Iterable[str]) -> None:
    """Add the days of these months up again; of all months where accounts changed sides."""
    held = manifest.table(DAYS)
    with_acts = {part.month for part in manifest.table("interactions").parts}
    accounts = manifest.table("identities")
    anew = held.signature != _sides(accounts)
    wanted = with_acts if anew else with_acts & set(months)
    parts = [part for part in held.parts if part.month in with_acts - wanted]
    parts += [store.write(DAYS, month, _days(store, manifest, month)) for month in sorted(wanted)]
    held.parts, held.signature = parts, _sides(accounts)


def _days(store: Store, manifest: Manifest, month: str) -> Any:
    expression = days(tables_of(store, manifest, [month]))
    return expression.order_by("day", "channel", "verb", "direction", "side", "is_counted", "is_aside").to_pyarrow()


def _sides(accounts: Written) -> str:
    """Return what is another text once accounts were written anew: then sides may have changed."""
    return str(accounts.edition)
