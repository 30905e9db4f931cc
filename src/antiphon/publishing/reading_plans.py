"""A plan that was handed in, read row by row: what each would become, or in which column it fails and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from antiphon.channels.models import Channel
from antiphon.channels.sentences import network_name
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Brand
from antiphon.publishing.drafts import Draft, Picture
from antiphon.publishing.models import Asset, Campaign, Category, PlanFile
from antiphon.publishing.queries.wording import expand
from antiphon.publishing.rules.plan_csv import BadDate, Row, several, wall_of

_LONGEST_LINK = 2_000
#: Why a picture of a row cannot be had.
MEDIA_TROUBLES: Mapping[str, Promise] = {
    "unreachable": _("Nobody answers at this address of a picture."),
    "refused": _("This address of a picture leads into a private network."),
    "missing": _("There is no picture at this address."),
    "not_taken": _("What is at this address is no picture, video or document that can be taken."),
    "too_large": _("What is at this address is too large."),
    "too_slow": _("What is at this address took too long to come."),
    "too_many": _("The file names too many addresses. Put pictures into the library first, or hand in fewer rows."),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be written as it is: in which column, and in a sentence."""

    column: str
    sentence: object


@dataclass(slots=True)
class Reading:
    """One row of a plan as it was read: what it would become, unless there are problems."""

    line: int
    cells: Mapping[str, str]
    draft: Draft | None = None
    wall: datetime | None = None
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Known:
    """What rows may name: channels, campaigns and categories of the brand, and the pictures that were fetched."""

    brand: Brand
    channels: Sequence[Channel]
    usual: Sequence[Channel]
    campaigns: Mapping[str, Campaign]
    categories: Mapping[str, Category]
    media: Mapping[str, Asset | str]


def known_to(plan: PlanFile) -> Known:
    """Return what the rows of a plan may name. Four queries."""
    brand = plan.brand
    channels = list(brand.channels.connected().select_related("identity").order_by("pk"))
    kept = Asset.objects.filter(brand=brand).in_bulk([pk for pk in plan.media.values() if isinstance(pk, int)])
    return Known(
        brand,
        channels,
        [one for one in channels if one.pk in plan.channels],
        {one.name.casefold(): one for one in brand.campaigns.filter(closed_at=None)},
        {one.name.casefold(): one for one in brand.categories.all()},
        {address: kept.get(pk, "missing") if isinstance(pk, int) else pk for address, pk in plan.media.items()},
    )


def read_row(row: Row, order: str, known: Known) -> Reading:
    """Return what a row would become, with every problem of its cells. Writes nothing."""
    reading = Reading(row.line, row.cells)
    if "beyond" in row.cells:
        reading.problems.append(Problem("", _("This row has more cells than the file has columns.")))
    reading.wall = _wall(row, order, reading)
    text, channels, pictures = (
        _text(row, known, reading),
        _channels(row, known, reading),
        _pictures(row, known, reading),
    )
    campaign = _named(row, "campaign", known.campaigns, reading)
    category = _named(row, "category", known.categories, reading)
    language = _language(row, known, reading)
    if not reading.problems:
        reading.draft = Draft(
            text, channels, language, pictures, title=row.cells.get("title", ""), campaign=campaign, category=category
        )
    return reading


def addresses_in(rows: Sequence[Row]) -> list[str]:
    """Return the addresses of pictures that rows name, each once."""
    return list(dict.fromkeys(address for row in rows for address in several(row.cells.get("media", ""))))


def _wall(row: Row, order: str, reading: Reading) -> datetime | None:
    date = row.cells.get("date", "")
    if not date:
        return None
    try:
        return wall_of(date, "dmy" if order == "dmy" else "mdy" if order == "mdy" else "ymd")
    except BadDate:
        sentence = _("This is no day and hour in the order that was chosen, such as {example}.")
        example = {"dmy": "31/12/2026 09:30", "mdy": "12/31/2026 09:30"}.get(order, "2026-12-31 09:30")
        reading.problems.append(Problem("date", format_lazy(sentence, example=example)))
        return None


def _text(row: Row, known: Known, reading: Reading) -> str:
    link = row.cells.get("link", "")
    if link and (not link.startswith(("https://", "http://")) or " " in link or len(link) > _LONGEST_LINK):
        reading.problems.append(Problem("link", _("Give an address that begins with https://.")))
    try:
        message = expand(known.brand, row.cells.get("message", ""))
    except Refusal as refusal:
        reading.problems.append(Problem("message", refusal.message))
        return ""
    return " ".join(part for part in (message, link) if part)


def _channels(row: Row, known: Known, reading: Reading) -> list[Channel]:
    asked = [part.strip() for part in row.cells.get("channels", "").replace("|", ",").replace(";", ",").split(",")]
    named = [name for name in asked if name]
    found: dict[int, Channel] = {}
    for name in named:
        fits = _channels_named(name, known.channels)
        if len(fits) == 1:
            found[fits[0].pk] = fits[0]
        else:
            sentence = (
                _("More than one channel is called {name}. Name the account.")
                if fits
                else _("No connected channel is called {name}.")
            )
            reading.problems.append(Problem("channels", format_lazy(sentence, name=name)))
    chosen = list(found.values()) if named else list(known.usual)
    if not chosen and not named:
        reading.problems.append(Problem("channels", _("Choose channels for the file, or name them in this row.")))
    return chosen


def _channels_named(name: str, channels: Sequence[Channel]) -> list[Channel]:
    """Return the channels that a name may mean: an account, "kind:account", or a network with one account."""
    wanted = name.casefold().lstrip("@")
    exact = [
        one
        for one in channels
        if wanted in {one.identity.handle.casefold().lstrip("@"), f"{one.kind}:{one.identity.handle}".casefold()}
    ]
    return exact or [one for one in channels if wanted in {one.kind.casefold(), network_name(one.kind).casefold()}]


def _pictures(row: Row, known: Known, reading: Reading) -> list[Picture]:
    addresses, words = several(row.cells.get("media", "")), several(row.cells.get("alternative text", ""))
    if len(words) > len(addresses):
        reading.problems.append(Problem("alternative text", _("There are more alternative texts than pictures.")))
    pictures = []
    for place, address in enumerate(addresses):
        asset, text = known.media.get(address, "missing"), words[place] if place < len(words) else ""
        if isinstance(asset, str):
            reading.problems.append(Problem("media", MEDIA_TROUBLES.get(asset, MEDIA_TROUBLES["missing"])))
            continue
        if not text:
            sentence = _(
                "Describe each picture for those who do not see it; a hyphen says that it is only decoration."
            )
            reading.problems.append(Problem("alternative text", sentence))
        pictures.append(Picture(alt_text="" if text == "-" else text, alt_waived=text == "-", asset=asset))
    return pictures


def _named[T](row: Row, column: str, known: Mapping[str, T], reading: Reading) -> T | None:
    name = " ".join(row.cells.get(column, "").split())
    if not name:
        return None
    found = known.get(name.casefold())
    if found is None:
        sentence = (
            _("There is no open campaign called {name}. Begin it first.")
            if column == "campaign"
            else _("There is no category called {name}. Add it first.")
        )
        reading.problems.append(Problem(column, format_lazy(sentence, name=name)))
    return found


def _language(row: Row, known: Known, reading: Reading) -> str:
    asked = row.cells.get("language", "").strip().casefold()
    if asked and asked not in dict(settings.LANGUAGES):
        sentence = _("Choose a language out of: {known}.")
        reading.problems.append(Problem("language", format_lazy(sentence, known=", ".join(dict(settings.LANGUAGES)))))
    return asked or known.brand.language
