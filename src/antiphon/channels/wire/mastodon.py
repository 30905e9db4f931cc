"""Mastodon's client protocol: statuses as they travel, and what its errors mean."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import mastodon as library
import msgspec
import requests

from antiphon.channels.connector import Limits, Pace, Poll, Reference
from antiphon.channels.wire.rest import never_left
from antiphon.lib.errors import ChannelError, Trouble, UnknownAfterSend
from antiphon.lib.markup import plain_text
from antiphon.lib.retry_after import asked_wait

#: The edition of the protocol that we speak to every server.
SPEAKS = "4.2.0"
_TOO_MANY, _WAIT = 429, timedelta(minutes=5)
_BY_STATUS = {
    401: Trouble.AUTH,
    403: Trouble.PERMISSION,
    404: Trouble.CONTENT,
    413: Trouble.MEDIA,
    422: Trouble.CONTENT,
}
_PAGES, _PAGE = 10, 40


def newest_first(fetch: Callable[..., list[Any]], cursor: str) -> list[Any]:
    """Return notifications since the cursor; at the first time, some pages back."""
    found: list[Any] = []
    for _ in range(_PAGES):
        last = str(found[-1].id) if found else None
        page = (
            fetch(min_id=found[0].id if found else cursor, limit=_PAGE) if cursor else fetch(max_id=last, limit=_PAGE)
        )
        if not page:
            break
        found = [*page, *found] if cursor else [*found, *page]
    return found


def searching(api: Any, query: str) -> Callable[..., list[Any]]:
    """Return what asks for a page of statuses with a tag, or of those that hold words."""
    tag, words = query.startswith("#"), query.removeprefix("#")

    def fetch(**more: Any) -> list[Any]:
        if tag:
            return list(api.timeline_hashtag(words, **more))
        # Not `resolve`: an address would be fetched for us, and is no search.
        return list(api.search_v2(words, resolve=False, result_type="statuses", **more).statuses)

    return fetch


def public_since(fetch: Callable[..., list[Any]], cursor: str) -> list[Any]:
    """Return one page of public statuses, those after the cursor; what more there is comes the next time."""
    page = fetch(limit=_PAGE, **({"min_id": cursor} if cursor else {}))
    new = [status for status in page if not cursor or _order(str(status.id)) > _order(cursor)]
    return [status for status in new if status.visibility == "public"]


def newest_name(statuses: list[Any], cursor: str) -> str:
    """Return the name of the newest status, else the cursor."""
    return max((str(status.id) for status in statuses), key=_order, default=cursor)


def _order(name: str) -> tuple[int, str]:
    return len(name), name


class _Made(msgspec.Struct, frozen=True):
    """What is read of the answer to a new status."""

    id: str | int
    uri: str
    url: str | None = None


def make_status(api: Any, key: str, **fields: Any) -> Reference:
    """Make a public status under a key, fields that are None left out, and return where it stands.

    The library would ask the same, but makes the whole answer into objects, moments and types of its own: most of
    what a post costs, for three fields. Raise MastodonAPIError for a no, msgspec.DecodeError for nonsense.
    """
    told = {name: value for name, value in fields.items() if value is not None}
    head = {"Authorization": f"Bearer {api.access_token}", "Idempotency-Key": key, "User-Agent": api.user_agent}
    answer = api.session.post(f"{api.api_base_url}/api/v1/statuses", headers=head, **_body(told))
    if not answer.ok:
        raise library.MastodonAPIError("refused", answer.status_code, answer.reason, answer.text[:300])
    return reference(msgspec.json.decode(answer.content, type=_Made))


def _body(fields: dict[str, Any]) -> dict[str, Any]:
    """Return fields as JSON where they have an inside, else as the form that every server reads."""
    # Not left out: the account may be set to hide what it posts behind a warning.
    shown = {"visibility": "public", "sensitive": "0"} | fields
    if "poll" in fields:
        return {"json": shown}
    return {"data": {f"{name}[]" if isinstance(value, list) else name: value for name, value in shown.items()}}


def reference(status: Any) -> Reference:
    """Return where a status stands."""
    return Reference(uri=status.uri, id=str(status.id), url=status.url or status.uri)


def verified_pages(account: Any) -> tuple[str, ...]:
    """Return the pages of a profile of which the server verified that they link back with rel=me."""
    fields = getattr(account, "fields", None) or []
    shown = [plain_text(str(one.value)).strip() for one in fields if getattr(one, "verified_at", None)]
    return tuple(page if "://" in page else f"https://{page}" for page in shown if page and " " not in page)


def same_accounts(account: Any) -> tuple[str, ...]:
    """Return the account that this one moved to: the server asked that one whether it is known as this one, too."""
    moved = getattr(account, "moved", None)
    address = (getattr(moved, "uri", None) or getattr(moved, "url", None)) if moved else None
    return (str(address),) if address else ()


def poll(asked: Poll | None) -> Any:
    """Return a poll as the library wants it."""
    if asked is None:
        return None
    seconds = int(timedelta(hours=asked.hours).total_seconds())
    return {"options": list(asked.options), "expires_in": seconds, "multiple": asked.multiple, "hide_totals": False}


def told_limits(told: Any, table: Limits, server: str) -> Limits:
    """Return what a server says of itself (`configuration` of its instance), over the table."""
    statuses, media, polls = told.statuses, told.media_attachments, getattr(told, "polls", None)
    types = frozenset(media.supported_mime_types or table.image_types | table.video_types)
    limits = replace(
        table,
        text={"mastodon_characters": int(statuses.max_characters)},
        images=int(statuses.max_media_attachments),
        image_bytes=_most(media, "image_size_limit", table.image_bytes),
        image_pixels=_most(media, "image_matrix_limit", table.image_pixels),
        image_types=table.image_types & types,
        alt_text=_most(media, "description_limit", table.alt_text),
        videos=table.videos if table.video_types & types else 0,
        video_bytes=_most(media, "video_size_limit", table.video_bytes),
        video_types=table.video_types & types,
        source=server,
        checked=datetime.now(UTC).date().isoformat(),
    )
    return replace(limits, **_poll_limits(polls, table)) if polls else limits


def _poll_limits(polls: Any, table: Limits) -> dict[str, Any]:
    least, most = table.poll_hours or (1, 730)
    return {
        "poll_options": int(polls.max_options),
        "poll_option": {"code_points": int(polls.max_characters_per_option)},
        "poll_hours": (
            -(-int(getattr(polls, "min_expiration", None) or least * 3600) // 3600),
            int(getattr(polls, "max_expiration", None) or most * 3600) // 3600,
        ),
    }


def _most(told: Any, name: str, otherwise: int | None) -> int | None:
    return int(getattr(told, name, None) or otherwise or 0) or None


def moment(at: datetime) -> datetime:
    """Return a moment; a clock that runs ahead of ours is not believed."""
    return min(at.astimezone(UTC), datetime.now(UTC))


def ahead(answer: requests.Response | None) -> timedelta:
    """Return by how much the server's clock runs ahead of ours, as far as it tells."""
    said = answer.headers.get("Date", "") if answer is not None else ""
    try:
        return parsedate_to_datetime(said).astimezone(UTC) - datetime.now(UTC)
    except ValueError:
        return timedelta(0)


def pace(answer: requests.Response) -> Pace | None:
    """Return how many requests the server still takes, None if it does not say."""
    left, most = (answer.headers.get(f"x-ratelimit-{name}", "") for name in ("remaining", "limit"))
    now = datetime.now(UTC)
    wait = asked_wait({name: answer.headers.get(name, "") for name in ("date", "x-ratelimit-reset")}, now)
    if not left.isdigit() or wait is None:
        return None
    return Pace(int(left), now + wait, most=int(most) if most.isdigit() else 0)


def essence(text: str) -> str:
    """Return the words of a text without what servers rewrite: hosts of handles, white space."""
    return re.sub(r"\s+", " ", re.sub(r"(@\w+)@[\w.:-]+", r"\1", text)).strip()


def trouble(error: Exception, answer: requests.Response | None, *, sent: bool) -> ChannelError:
    """Return the trouble an error means; what is not clearly a no after sending is in doubt.

    `answer` is the last that came, after sending: the last since then.
    """
    if isinstance(error, ChannelError):
        return error
    detail = f"{type(error).__name__}: {error}"
    if answer is not None and answer.status_code == _TOO_MANY:
        return ChannelError(Trouble.LIMIT, detail, retry_after=_wait_of(answer))
    if _status_of(error) in _BY_STATUS:
        return ChannelError(_BY_STATUS[_status_of(error)], detail)
    if sent and (answer is not None or not never_left(error)):
        return UnknownAfterSend(detail)
    return ChannelError(Trouble.BEFORE_SEND, detail)


def _wait_of(answer: requests.Response) -> timedelta:
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return asked_wait(headers, datetime.now(UTC)) or _WAIT


def _status_of(error: Exception) -> int:
    numbers: Iterable[Any] = error.args[1:2] if isinstance(error, library.MastodonAPIError) else ()
    return next((number for number in numbers if isinstance(number, int)), 0)
