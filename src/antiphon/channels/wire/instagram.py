"""Posts and comments of Instagram as they travel."""

from collections.abc import Iterator
from typing import Any

from antiphon.channels.connector import Act, Profile, Reference, Said
from antiphon.channels.wire.graph import moment
from antiphon.channels.wire.rest import understood

#: Where people read.
PAGES = "https://www.instagram.com"
_STORY_URI = "instagram:story/"
_COMMENT = "id,text,timestamp,username,from"
#: What is asked of a comment: itself and what answers it.
COMMENT_FIELDS = f"{_COMMENT},replies.limit(50){{{_COMMENT}}}"
#: What is asked of a post.
POST_FIELDS = "id,caption,media_type,permalink,timestamp,children{id}"


#: What is asked of a story, and which insights are told of one.
STORY_FIELDS = "id,media_type,permalink,timestamp"
STORY_INSIGHTS = {"views": "views", "reach": "reach", "shares": "shares", "replies": "replies"}
#: What fits of a story (developers.facebook.com, IG User Media: story specifications). Other than in the feed an
#: upright picture fills the screen; whatever is broader gets borders.
STORY: dict[str, Any] = {
    "images": 1,
    "videos": 1,
    "mixes": False,
    "image_ratio": (0.5625, 1.91),
    "alt_text": 0,
    "video_bytes": 104_857_600,
    "video_seconds": (3.0, 60.0),
    "hashtags": None,
    "mentions": None,
    "words": False,
    "alone": True,
}


def as_story(reference: Reference) -> Reference:
    """Return the reference of a post as that of a story: other things are asked of it."""
    return Reference(f"{_STORY_URI}{reference.id}", reference.id, reference.url)


def names_story(reference: Reference) -> bool:
    """Whether a reference is one of a story."""
    return reference.uri.startswith(_STORY_URI)


def post_reference(post: dict[str, Any]) -> Reference:
    """Return where a post stands."""
    identifier = str(post["id"])
    return Reference(post_uri(identifier), identifier, str(post.get("permalink") or ""))


def post_uri(identifier: str) -> str:
    """Return the stable name of a post."""
    return f"instagram:{identifier}"


def comment_uri(identifier: str) -> str:
    """Return the stable name of a comment."""
    return f"instagram:comment/{identifier}"


def names_comment(reference: Reference) -> bool:
    """Whether a reference is one of a comment: it is answered elsewhere than a post."""
    return reference.uri.startswith(comment_uri(""))


def files(post: dict[str, Any]) -> int:
    """Return how many pictures and videos a post has."""
    if post.get("media_type") == "CAROUSEL_ALBUM":
        return len((post.get("children") or {}).get("data") or [])
    return 1


def with_answers(comments: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield comments and their answers, each with the id of the comment that it answers."""
    for comment in comments:
        yield comment, ""
        for answer in (comment.get("replies") or {}).get("data") or []:
            yield answer, str(comment["id"])


def said(comment: dict[str, Any], answered: str, post: Reference, us: Profile | None) -> Said:
    """Return what somebody wrote under a post; a comment has no address of its own."""
    with understood("a comment"):
        identifier = str(comment["id"])
        return Said(
            act=Act.REPLY,
            reference=Reference(comment_uri(identifier), identifier, post.url),
            actor=author(comment, us),
            at=moment(comment["timestamp"]),
            text=str(comment.get("text") or ""),
            parent_uri=comment_uri(answered) if answered else post.uri,
            root_uri=post.uri,
        )


def author(comment: dict[str, Any], us: Profile | None) -> Profile:
    """Return who wrote a comment."""
    told = comment.get("from") or {}
    handle = str(told.get("username") or comment.get("username") or "")
    if us and handle == us.handle:
        return us
    return Profile(stable_id=str(told.get("id") or f"{PAGES}/{handle}"), handle=handle, url=f"{PAGES}/{handle}/")
