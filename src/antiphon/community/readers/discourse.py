"""Topics of a Discourse forum, as its own address `/t/ID.json` tells them: one file for each topic.

Discourse’s own export of a forum is a backup of its database, for Discourse alone; these addresses tell the same
words. `?print=true` gives up to a thousand posts at once, `?include_raw=1` the Markdown too.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from antiphon.community.readers.documents import document, number, objects, text
from antiphon.community.rules.brought import Author, Entry, Fault, Row
from antiphon.lib.archives import Unreadable, files, moment

#: A post that somebody wrote; others tell what moderators did, or are whispers of the staff.
_REGULAR = 1


def read(path: Path) -> Iterator[Row]:
    """Yield the posts of each topic in their order; private messages and what was deleted stay where they are."""
    with files(path, "*.json") as found:
        if not found:
            raise Unreadable(f"There is no topic (.json) in {path.name}.")
        for name, opener in found.items():
            yield from _topic(document(opener), name)


def _topic(topic: dict[str, Any], name: str) -> Iterator[Row]:
    stream = topic.get("post_stream")
    posts = objects(stream.get("posts")) if isinstance(stream, dict) else []
    if not posts or not number(topic, "id"):
        yield Fault(name, "it is no topic of Discourse")
        return
    if text(topic, "archetype") == "private_message":
        yield Fault(name, "it is a private message, and these stay private")
        return
    posts.sort(key=lambda post: number(post, "post_number"))
    if len(posts) < number(topic, "posts_count"):
        yield Fault(
            name, f"it holds {len(posts)} of {number(topic, 'posts_count')} posts: ask for it with ?print=true"
        )
    first = number(posts[0], "post_number")
    for post in posts:
        if number(post, "post_type") in {0, _REGULAR} and not post.get("deleted_at") and not post.get("hidden"):
            yield _post(topic, post, first, f"{name}, post {number(post, 'post_number')}")


def _post(topic: dict[str, Any], post: dict[str, Any], first: int, place: str) -> Row:
    at, here = moment(text(post, "created_at")), number(post, "post_number")
    handle = text(post, "username")
    if at is None or not handle:
        return Fault(place, "its date or its author is missing")
    opens = here == first
    above = number(post, "reply_to_post_number") or first
    accepted = _accepted(topic) if opens else 0
    return Entry(
        key=_key(topic, here),
        author=Author(f"user:{handle.lower()}", text(post, "name").strip() or handle, handle),
        at=at,
        answers="" if opens else _key(topic, above if above < here else first),
        title=text(topic, "title") if opens else "",
        text=text(post, "raw"),
        html=text(post, "cooked"),
        kind="question" if accepted else "discussion",
        accepted=_key(topic, accepted) if accepted else "",
        tags=_tags(topic) if opens else (),
        place=place,
    )


def _key(topic: dict[str, Any], post: int) -> str:
    return f"topic:{number(topic, 'id')}:{post}"


def _accepted(topic: dict[str, Any]) -> int:
    answer = topic.get("accepted_answer")
    if isinstance(answer, dict):
        return number(answer, "post_number")
    stream = topic["post_stream"]
    marked = [post for post in objects(stream.get("posts")) if post.get("accepted_answer") is True]
    return number(marked[0], "post_number") if marked else 0


def _tags(topic: dict[str, Any]) -> tuple[str, ...]:
    found = topic.get("tags")
    names = [one.get("name") if isinstance(one, dict) else one for one in found] if isinstance(found, list) else []
    return tuple(name for name in names if isinstance(name, str))
