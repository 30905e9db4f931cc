"""The form of the composer, read field by field; what cannot be read is kept as it was typed."""

from collections.abc import Iterable, Sequence
from math import isfinite
from typing import Any

import msgspec
from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict

from antiphon.channels.connector import describe
from antiphon.channels.connectors import connector_for
from antiphon.channels.models import Channel
from antiphon.organizations.models import Brand
from antiphon.publishing.models import Asset, Campaign, Category
from antiphon.publishing.rules.framing import Frame, within
from antiphon.web.composing.helping import inserts_of, put_in
from antiphon.web.composing.typed import WHENS, CardTyped, PartTyped, Piece, PollTyped, Typed

#: Fields that say what to do with the form, not what stands in it.
_DOING = frozenset({"csrfmiddlewaretoken", "intent", "add", "remove", "take", "sketch"})
_MOST_PARTS, _MOST_OPTIONS, _SHARE = 60, 20, 100


def fields_of(request: HttpRequest) -> QueryDict:
    """Return what stands in the form that was sent."""
    fields = request.POST.copy()
    for name in _DOING:
        fields.pop(name, None)
    return fields


def read(fields: QueryDict, brand: Brand, channels: Sequence[Channel]) -> Typed:
    """Return a form as it was sent. Line ends become those that networks count."""
    when, language = fields.get("when", "now"), fields.get("language", "")
    parts = [_part(fields, brand, number) for number in _numbers(fields.getlist("part"))[:_MOST_PARTS]]
    return Typed(
        channels=channels,
        language=language if language in dict(settings.LANGUAGES) else brand.language,
        text=_unix(fields.get("text", "")),
        title=fields.get("title", ""),
        chosen=set(_numbers(fields.getlist("channels"))),
        variants={one.pk: _unix(fields.get(f"variant-{one.pk}", "")) for one in channels},
        titles={one.pk: fields.get(f"title-{one.pk}", "") for one in channels},
        settings={one.pk: _settings(fields, one) for one in channels},
        pieces=_pieces(fields, brand, ""),
        parts=[PartTyped(place, one.text, one.pieces) for place, one in enumerate(parts, 1)],
        comment=_unix(str(fields["comment"])) if "comment" in fields else None,
        card=_card(fields, brand),
        poll=_poll(fields),
        campaign=_chosen(Campaign.objects.filter(brand=brand, closed_at=None), fields.get("campaign", "")),
        category=_chosen(Category.objects.filter(brand=brand), fields.get("category", "")),
        when=when if when in WHENS else "now",
        wall=fields.get("wall", ""),
        request_key=fields.get("request_key", "").replace("\0", "")[:80],
        seen=fields.get("seen", ""),
        fields={name: fields.getlist(name) for name in fields},
    )


def changed(asked: Typed, request: HttpRequest, brand: Brand) -> bool:
    """Put in or take out what a button of the form asks for; return whether one did."""
    post = request.POST
    _add(asked, post.get("add", ""), brand)
    _remove(asked, post.get("remove", ""))
    _take(asked, post.get("take", ""), brand)
    return bool({"add", "remove", "take"} & set(post))


def _add(asked: Typed, what: str, brand: Brand) -> None:
    if what == "part":
        asked.parts.append(PartTyped(len(asked.parts) + 1))
        asked.focus = f"p{len(asked.parts)}-text"
    elif what == "comment" and asked.comment is None:
        asked.comment, asked.focus = "", "comment"
    elif what == "poll" and asked.poll is None:
        asked.poll, asked.focus = PollTyped(["", ""]), "option-1"
    elif what.startswith(("snippet-", "variable-")):
        words = {one.key: one.text for one in inserts_of(brand)}
        asked.text, asked.focus = put_in(asked.text, words.get(what, "")), "text"
    elif what.startswith("wall-"):
        asked.when, asked.wall = "at", what.removeprefix("wall-")[:16]
    elif what == "option" and asked.poll is not None and len(asked.poll.options) < _MOST_OPTIONS:
        asked.poll.options.append("")
        asked.focus = f"option-{len(asked.poll.options)}"


def _remove(asked: Typed, what: str) -> None:
    if what.startswith("part-"):
        kept = [one for one in asked.parts if f"part-{one.number}" != what]
        asked.parts = [_renumbered(one, place) for place, one in enumerate(kept, 1)]
    elif what == "comment":
        asked.comment = None
    elif what == "poll":
        asked.poll = None
    elif what == "card":
        asked.card = None
    elif what == "card-picture" and asked.card is not None:
        asked.card.picture = None
    else:
        asked.pieces = [one for one in asked.pieces if one.key != what]
        for part in asked.parts:
            part.pieces = [one for one in part.pieces if one.key != what]


def _renumbered(part: PartTyped, number: int) -> PartTyped:
    moved = PartTyped(number, part.text, part.pieces)
    for piece in moved.pieces:
        piece.prefix = moved.prefix
    return moved


def _take(asked: Typed, what: str, brand: Brand) -> None:
    """Put in what was chosen from the library: its id, with the prefix of the part before it."""
    prefix, _, name = what.rpartition("-")
    prefix = f"{prefix}-" if prefix else ""
    found = Asset.objects.filter(brand=brand, archived_at=None, pk__in=_numbers([name])).first()
    into = next((one.pieces for one in asked.parts if one.prefix == prefix), asked.pieces)
    if found is not None and found.pk not in {one.asset.pk for one in into}:
        into.append(Piece(found, prefix=prefix))


def _part(fields: QueryDict, brand: Brand, number: int) -> PartTyped:
    """Return a part as it was sent; the prefix of its pieces is that of the place that it has now."""
    part = PartTyped(number, _unix(fields.get(f"p{number}-text", "")), _pieces(fields, brand, f"p{number}-"))
    place = _numbers(fields.getlist("part")).index(number) + 1
    return _renumbered(part, place)


def _pieces(fields: QueryDict, brand: Brand, prefix: str) -> list[Piece]:
    asked = _numbers(fields.getlist(f"{prefix}asset"))
    found = Asset.objects.filter(brand=brand).in_bulk(asked)
    return [_piece(fields, found[pk], prefix) for pk in dict.fromkeys(asked) if pk in found]


def _piece(fields: QueryDict, asset: Asset, prefix: str) -> Piece:
    key = f"{prefix}{asset.pk}"
    words = fields.get(f"alt-{key}", "") if f"alt-{key}" in fields else ""
    return Piece(asset, words, f"decorative-{key}" in fields, _frame(fields, key), prefix)


def _frame(fields: QueryDict, key: str) -> Frame:
    whole = Frame()
    usual = {
        "left": whole.left, "top": whole.top, "width": whole.width, "height": whole.height,
        "focusx": whole.focus_x, "focusy": whole.focus_y,
    }  # fmt: skip
    return within(Frame(*(_share(fields.get(f"{name}-{key}", ""), share) for name, share in usual.items())))


def _share(typed: str, usual: float) -> float:
    try:
        share = float(typed[:20]) / _SHARE
    except ValueError:
        return usual
    return share if isfinite(share) else usual


def _card(fields: QueryDict, brand: Brand) -> CardTyped | None:
    if not fields.get("card-url"):
        return None
    picture = _chosen(Asset.objects.filter(brand=brand), fields.get("card-picture", ""))
    return CardTyped(
        str(fields["card-url"]), fields.get("card-title", ""), fields.get("card-description", ""), picture
    )


def _poll(fields: QueryDict) -> PollTyped | None:
    options = fields.getlist("option")[:_MOST_OPTIONS]
    if not options:
        return None
    return PollTyped(options, fields.get("poll-hours", "24").strip(), "poll-multiple" in fields)


def _settings(fields: QueryDict, channel: Channel) -> dict[str, Any]:
    shape = connector_for(channel.kind).settings
    if shape is None:
        return {}
    flags = {info.name for info in msgspec.structs.fields(shape) if info.type is bool}
    names = {name: f"set-{channel.pk}-{name}" for name in describe(shape)}
    return {
        name: sent in fields if name in flags or _is_flag(shape, name) else fields[sent]
        for name, sent in names.items()
        if sent in fields or name in flags or _is_flag(shape, name)
    }


def _is_flag(shape: Any, name: str) -> bool:
    info = next(one for one in msgspec.structs.fields(shape) if one.name == name)
    return getattr(info.type, "__origin__", info.type) is bool


def _chosen[M: Model](among: QuerySet[M], typed: str) -> M | None:
    return among.filter(pk__in=_numbers([typed])).first()


def _numbers(typed: Iterable[str]) -> list[int]:
    return [int(pk) for pk in typed if pk.isdecimal() and len(pk) < 19]


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n")
