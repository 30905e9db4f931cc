"""Posts of Threads as they travel."""

from typing import Any

from antiphon.channels.connector import Act, Profile, Reference, Said
from antiphon.channels.wire.graph import moment
from antiphon.channels.wire.rest import understood

#: Where people read.
PAGES = "https://www.threads.com"
#: What is asked of a post.
FIELDS = (
    "id,text,username,permalink,timestamp,media_type,media_url,alt_text,"
    "children,root_post,replied_to,is_reply,is_reply_owned_by_me"
)


def said(post: dict[str, Any], act: Act, us: Profile | None) -> Said:
    """Return what somebody said."""
    with understood("a post"):
        return Said(
            act=act,
            reference=reference(post),
            actor=_author(post, us),
            at=moment(post["timestamp"]),
            text=str(post.get("text") or ""),
            parent_uri=uri(answered(post)) if answered(post) else "",
            root_uri=uri(root(post)) if root(post) else "",
            pictures=_pictures(post),
        )


def uri(post: str) -> str:
    """Return the stable name of a post."""
    return f"threads:{post}"


def reference(post: dict[str, Any]) -> Reference:
    """Return where a post stands."""
    identifier = str(post["id"])
    return Reference(uri=uri(identifier), id=identifier, url=str(post.get("permalink") or ""))


def answered(post: dict[str, Any]) -> str:
    """Return the id of what a post answers, empty if it answers nothing."""
    return str((post.get("replied_to") or {}).get("id") or "")


def root(post: dict[str, Any]) -> str:
    """Return the id of the post above all, empty if it is one itself."""
    return str((post.get("root_post") or {}).get("id") or "")


def files(post: dict[str, Any]) -> int:
    """Return how many pictures and videos a post has."""
    kind = post.get("media_type")
    if kind == "CAROUSEL_ALBUM":
        return len((post.get("children") or {}).get("data") or [])
    return 1 if kind in {"IMAGE", "VIDEO"} else 0


def _author(post: dict[str, Any], us: Profile | None) -> Profile:
    handle = str(post.get("username") or "")
    if us and (post.get("is_reply_owned_by_me") or handle == us.handle):
        return us
    # The interface tells no other name of somebody else than the one that they may change.
    return Profile(stable_id=f"{PAGES}/@{handle}", handle=handle, url=f"{PAGES}/@{handle}")


def _pictures(post: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    if post.get("media_type") != "IMAGE" or not post.get("media_url"):
        return ()
    return ((str(post["media_url"]), str(post.get("alt_text") or "")),)
