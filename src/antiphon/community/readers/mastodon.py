"""The archive of a Mastodon account: outbox.json, with actor.json beside it.

What was public comes along: posts, and the account’s own answers below them. What answered others stays there.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from antiphon.community.readers.documents import document, objects, text
from antiphon.community.rules.brought import Author, Entry, Fault, Row
from antiphon.lib.archives import Unreadable, files, moment
from antiphon.lib.markup import plain_text

_PUBLIC = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})
_WORDS = frozenset({"Note", "Article", "Question"})


def read(path: Path) -> Iterator[Row]:
    """Yield the public posts of the account, the oldest first."""
    with files(path, "outbox.json", "actor.json") as found:
        if "outbox.json" not in found:
            raise Unreadable(f"There is no outbox.json in {path.name}.")
        outbox = document(found["outbox.json"])
        actor = document(found["actor.json"]) if "actor.json" in found else {}
    items = outbox.get("orderedItems")
    if not isinstance(items, list):
        raise Unreadable("outbox.json holds no orderedItems. It is no archive of Mastodon.")
    own = {text(one["object"], "id") for one in objects(items) if isinstance(one.get("object"), dict)}
    for number, item in enumerate(items, 1):
        row = _post(item, f"outbox.json, item {number}", actor, own) if isinstance(item, dict) else None
        if row:
            yield row


def _post(item: dict[str, Any], place: str, actor: dict[str, Any], own: set[str]) -> Row | None:
    said = item.get("object")
    if text(item, "type") != "Create" or not isinstance(said, dict) or text(said, "type") not in _WORDS:
        return None
    at, answers = moment(text(said, "published") or text(item, "published")), text(said, "inReplyTo")
    if not _PUBLIC & {*_names(said.get("to")), *_names(said.get("cc"))}:
        return Fault(place, "it was not said to everybody, and so it stays where it is")
    if answers and answers not in own:
        return Fault(place, "it answers somebody whose words are not in the archive")
    if at is None or not text(said, "id"):
        return Fault(place, "its date or its address is missing")
    html = text(said, "content")
    return Entry(
        key=text(said, "id"),
        author=_author(text(said, "attributedTo") or text(item, "actor"), actor),
        at=at,
        answers=answers,
        title=text(said, "name"),
        html=html,
        warning=plain_text(text(said, "summary")),
        language=_language(said),
        place=place,
    )


def _author(address: str, actor: dict[str, Any]) -> Author:
    handle = text(actor, "preferredUsername") or address.rstrip("/").rsplit("/", 1)[-1].lstrip("@")
    return Author(address, text(actor, "name") or handle, handle, plain_text(text(actor, "summary")[:20_000]))


def _names(found: object) -> list[str]:
    if isinstance(found, str):
        return [found]
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _language(said: dict[str, Any]) -> str:
    found = said.get("contentMap")
    return next(iter(found), "")[:16] if isinstance(found, dict) and len(found) == 1 else ""
