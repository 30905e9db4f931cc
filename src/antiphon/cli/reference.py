"""Documents that are written from the classes, so that they cannot tell anything else."""

from typing import Any

from antiphon.channels import limits
from antiphon.channels.connector import Act, Capability, Connector, Limits, RetrySafety
from antiphon.channels.connectors import connectors

_HEAD = """\
# Channels

Written by `antiphon reference` from the connectors that are installed; do not edit it by hand.
What the network says of a connected account stands before the limits in this table.

| channel | kind | a lost answer | can | limits | tested against | limits last checked |
|---|---|---|---|---|---|---|
"""
_SAFETY = {
    RetrySafety.EXACTLY_ONCE: "exactly once: the address of the post is ours",
    RetrySafety.IDEMPOTENT: "idempotent: the network knows a repeated key",
    RetrySafety.RECONCILE_FIRST: "looked for before anything is written again",
    RetrySafety.NEVER_REPLAY: "never sent again by itself: a person decides",
}
_MEGABYTE, _MEGAPIXEL = 1_000_000, 1_000_000


def channels_table() -> str:
    """Return the reference of the channels as Markdown: one row for each connector, by kind."""
    return _HEAD + "".join(_row(made) for made in connectors().values())


def _row(made: type[Connector[Any]]) -> str:
    entry = limits.table(made.kind)
    checked = f"{entry.checked}: {entry.source}" if entry.checked else "told by each account"
    cells = [made.name, f"`{made.kind}`", _safety(made), _abilities(made), _fits(entry), made.tested_against, checked]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def _safety(made: type[Connector[Any]]) -> str:
    lasts = made.idempotency_lasts
    return _SAFETY[made.retry_safety] + (f" for {lasts.total_seconds() / 60:g} minutes" if lasts else "")


def _abilities(made: type[Connector[Any]]) -> str:
    heard = ", ".join(one.value for one in Act if one in made.hears)
    told = (
        f"{one.value} ({heard})" if one == Capability.LISTEN else one.value for one in Capability if made.can(one)
    )
    return ", ".join(told)


def _fits(entry: Limits) -> str:
    told = [f"{most:,} {unit.replace('_', ' ')}" for unit, most in entry.text.items()]
    told += [f"{most:,} of them beside files" for most in entry.text_with_media.values()]
    told += [f"{most:,} of them as the question of a poll" for most in entry.text_with_poll.values()]
    told.append(f"{entry.images} pictures" if entry.images else "no pictures")
    if entry.image_bytes:
        told.append(f"{entry.image_bytes / _MEGABYTE:.3g} MB each")
    if entry.image_pixels:
        told.append(f"{entry.image_pixels / _MEGAPIXEL:.3g} megapixels each")
    if entry.alt_text:
        told.append(f"{entry.alt_text:,} characters of alternative text")
    if entry.videos:
        told.append(f"{entry.videos} videos, {'with captions' if entry.captions else 'without captions'}")
    counted = {"documents": entry.documents, "answers of a poll": entry.poll_options}
    told += [f"{most} {what}" for what, most in counted.items() if most]
    return "; ".join(told) if entry.checked else "—"
