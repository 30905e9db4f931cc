"""Posts, comments and pictures of Facebook Pages as they travel."""

from collections.abc import Mapping
from typing import Any

from antiphon.channels.connector import Act, Media, Profile, Reference, Said
from antiphon.channels.wire.graph import Graph, moment
from antiphon.channels.wire.multipart import File, Form
from antiphon.channels.wire.rest import understood
from antiphon.lib.words import gettext_noop

#: Where people read.
PAGES = "https://www.facebook.com"
#: What is asked of a page, of a post and of a comment.
PAGE_FIELDS = "id,name,username,link,picture{url}"
POST_FIELDS = "id,message,created_time,permalink_url,attachments{media_type,subattachments.limit(20){media_type}}"
COMMENT_FIELDS = "id,message,created_time,from{id,name},parent{id},permalink_url,attachment{type,media}"
#: The network hides who somebody is from applications that were not reviewed.
_SOMEBODY = Profile(stable_id="facebook:somebody", handle="facebook", name=gettext_noop("Somebody on Facebook"))


def page(found: Mapping[str, Any]) -> Profile:
    """Return a page as an account."""
    identifier, name = str(found["id"]), str(found["name"])
    handle = str(found.get("username") or identifier)
    picture = ((found.get("picture") or {}).get("data") or {}).get("url") or ""
    return Profile(identifier, handle, name, str(found.get("link") or f"{PAGES}/{handle}"), str(picture))


def uri(identifier: str) -> str:
    """Return the stable name of a post or a comment."""
    return f"facebook:{identifier}"


def reference(found: Mapping[str, Any]) -> Reference:
    """Return where a post or a comment stands."""
    identifier = str(found["id"])
    return Reference(uri(identifier), identifier, str(found.get("permalink_url") or f"{PAGES}/{identifier}"))


def files(post: Mapping[str, Any]) -> int:
    """Return how many pictures and videos a post has."""
    shown = (post.get("attachments") or {}).get("data") or []
    inner = [one for entry in shown for one in (entry.get("subattachments") or {}).get("data") or []]
    return sum(1 for one in inner or shown if one.get("media_type") in {"photo", "video", "album"})


def said(found: Mapping[str, Any], act: Act, post: Reference | None, us: Profile | None) -> Said:
    """Return a comment under a post of ours, or somebody's post in which we are named."""
    with understood("a comment"):
        answered = (found.get("parent") or {}).get("id")
        return Said(
            act=act,
            reference=reference(found),
            actor=author(found, us),
            at=moment(found["created_time"]),
            text=str(found.get("message") or ""),
            parent_uri=uri(str(answered)) if answered else post.uri if post else "",
            root_uri=post.uri if post else "",
            pictures=_pictures(found),
        )


def author(found: Mapping[str, Any], us: Profile | None) -> Profile:
    """Return who wrote something, as far as the network tells."""
    who = found.get("from")
    if not who:
        return _SOMEBODY
    identifier = str(who["id"])
    if us and identifier == us.stable_id:
        return us
    return Profile(identifier, identifier, str(who.get("name") or ""), f"{PAGES}/{identifier}")


def _pictures(found: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    shown = found.get("attachment") or {}
    source = ((shown.get("media") or {}).get("image") or {}).get("src")
    return ((str(source), ""),) if shown.get("type") == "photo" and source else ()


# Files ----------------------------------------------------------------------------------------------


def post_form(graph: Graph, address: str, form: Form, *, sent: bool = False) -> Any:
    """Return the decoded answer to a form with files."""
    return graph.ask("POST", address, data=form, headers={"Content-Type": form.content_type}, sent=sent)


def upload_picture(graph: Graph, path: str, media: Media) -> str:
    """Upload a picture with its words, unpublished, and return its id."""
    words = {"alt_text_custom": media.alt_text} if media.alt_text else {}
    file = File(media.path, media.path.name, media.media_type)
    found = post_form(graph, path, Form({"published": "false", **words}, {"source": file}))
    with understood(path):
        return str(found["id"])
