"""The documents of the AppView: profiles, posts, threads, notifications."""

from typing import Any

from antiphon.practice.bluesky.network import Network
from antiphon.practice.bluesky.records import FOLLOW, LIKE, POST, REPOST, Account, Notification, Record
from antiphon.practice.clock import iso

Document = dict[str, Any]


def profile_basic(network: Network, account: Account, viewer: Account | None) -> Document:
    """ProfileViewBasic."""
    profile = network.profile(account.did)
    return {
        "did": account.did,
        "handle": account.handle,
        "displayName": profile.get("displayName", ""),
        "avatar": f"{network.url}/avatars/{account.did}.svg",
        "viewer": _profile_viewer(network, account, viewer) if viewer else {},
        "labels": [],
        "createdAt": iso(account.created_at),
    }


def _profile_viewer(network: Network, account: Account, viewer: Account) -> Document:
    following = _first(network, FOLLOW, viewer.did, account.did)
    followed_by = _first(network, FOLLOW, account.did, viewer.did)
    found = {"following": following, "followedBy": followed_by}
    return {"muted": False, "blockedBy": False} | {k: v.uri for k, v in found.items() if v}


def _first(network: Network, collection: str, did: str, subject: str) -> Record | None:
    return next((r for r in network.about(collection, subject) if r.did == did), None)


def profile(network: Network, account: Account, viewer: Account | None) -> Document:
    """ProfileView."""
    description = network.profile(account.did).get("description", "")
    moment = {"indexedAt": iso(account.created_at)}
    return profile_basic(network, account, viewer) | {"description": description} | moment


def profile_detailed(network: Network, account: Account, viewer: Account | None) -> Document:
    """ProfileViewDetailed."""
    counts = {
        "followersCount": len(network.about(FOLLOW, account.did)),
        "followsCount": len(network.records(FOLLOW, account.did)),
        "postsCount": len(network.records(POST, account.did)),
    }
    return profile(network, account, viewer) | counts


def blob_address(network: Network, did: str, blob: Document) -> str:
    """Return where a file of a record is served."""
    return f"{network.url}/xrpc/com.atproto.sync.getBlob?did={did}&cid={blob['ref']['$link']}"


def post(network: Network, record: Record, viewer: Account | None) -> Document:
    """PostView."""
    likes, reposts = network.about(LIKE, record.uri), network.about(REPOST, record.uri)
    document = {
        "uri": record.uri,
        "cid": record.cid,
        "author": profile_basic(network, network.state.accounts[record.did], viewer),
        "record": record.value,
        "replyCount": len(network.replies(record.uri)),
        "repostCount": len(reposts),
        "likeCount": len(likes),
        "quoteCount": len(network.quotes(record.uri)),
        "bookmarkCount": 0,
        "indexedAt": iso(record.indexed_at),
        "viewer": _post_viewer(viewer, likes, reposts),
        "labels": [],
    }
    embed = embed_view(network, record.did, record.value.get("embed"))
    return document | ({"embed": embed} if embed else {})


def _post_viewer(viewer: Account | None, likes: list[Record], reposts: list[Record]) -> Document:
    if viewer is None:
        return {}
    own = {"like": likes, "repost": reposts}
    found = {name: next((r.uri for r in rs if r.did == viewer.did), None) for name, rs in own.items()}
    return {"threadMuted": False, "embeddingDisabled": False} | {k: v for k, v in found.items() if v}


def embed_view(network: Network, did: str, embed: Document | None) -> Document | None:
    """Return what the AppView shows of an embed; None when there is nothing to show."""
    kind = (embed or {}).get("$type")
    if embed is None or kind is None:
        return None
    if kind in {"app.bsky.embed.images", "app.bsky.embed.gallery"}:
        return _pictures(network, did, embed, kind)
    if kind == "app.bsky.embed.external":
        return {"$type": f"{kind}#view", "external": _external(network, did, embed["external"])}
    if kind == "app.bsky.embed.record":
        return {"$type": f"{kind}#view", "record": _quoted(network, embed["record"]["uri"])}
    if kind == "app.bsky.embed.recordWithMedia":
        inner = embed["record"].get("record", embed["record"])
        record = {"record": _quoted(network, inner["uri"])}
        return {"$type": f"{kind}#view", "record": record, "media": embed_view(network, did, embed["media"])}
    if kind == "app.bsky.embed.video":
        address = blob_address(network, did, embed["video"])
        cid = embed["video"]["ref"]["$link"]
        kept: Document = {k: embed[k] for k in embed if k in {"alt", "aspectRatio"}}
        return {"$type": f"{kind}#view", "cid": cid, "playlist": address} | kept
    return None


def _pictures(network: Network, did: str, embed: Document, kind: str) -> Document:
    field = "images" if kind.endswith("images") else "items"
    shown = [_picture(network, did, picture, field) for picture in embed[field]]
    return {"$type": f"{kind}#view", field: shown}


def _picture(network: Network, did: str, picture: Document, field: str) -> Document:
    address = blob_address(network, did, picture["image"])
    view = {"fullsize": address, "alt": picture["alt"]}
    view |= {"thumb": address} if field == "images" else {"thumbnail": address}
    view |= {} if field == "images" else {"$type": "app.bsky.embed.gallery#viewImage"}
    return view | ({"aspectRatio": picture["aspectRatio"]} if "aspectRatio" in picture else {})


def _external(network: Network, did: str, external: Document) -> Document:
    view = {k: external[k] for k in ("uri", "title", "description")}
    thumb = external.get("thumb")
    return view | ({"thumb": blob_address(network, did, thumb)} if thumb else {})


def _quoted(network: Network, uri: str) -> Document:
    record = network.state.records.get(uri)
    if record is None:
        return {"$type": "app.bsky.embed.record#viewNotFound", "uri": uri, "notFound": True}
    return {
        "$type": "app.bsky.embed.record#viewRecord",
        "uri": uri,
        "cid": record.cid,
        "author": profile_basic(network, network.state.accounts[record.did], None),
        "value": record.value,
        "labels": [],
        "indexedAt": iso(record.indexed_at),
    }


def thread(network: Network, record: Record, viewer: Account | None, depth: int, parent_height: int) -> Document:
    """ThreadViewPost with what it answers (up to a height) and what answers it (down to a depth)."""
    document: Document = {"$type": "app.bsky.feed.defs#threadViewPost", "post": post(network, record, viewer)}
    if record.parent and parent_height > 0:
        document["parent"] = _parent(network, record.parent, viewer, parent_height)
    if depth > 0:
        below = network.replies(record.uri)
        document["replies"] = [thread(network, reply, viewer, depth - 1, 0) for reply in below]
    return document


def _parent(network: Network, uri: str, viewer: Account | None, height: int) -> Document:
    record = network.state.records.get(uri)
    return thread(network, record, viewer, 0, height - 1) if record else not_found(uri)


def not_found(uri: str) -> Document:
    """NotFoundPost."""
    return {"$type": "app.bsky.feed.defs#notFoundPost", "uri": uri, "notFound": True}


def feed_item(network: Network, record: Record, viewer: Account | None) -> Document:
    """FeedViewPost, of a post or of a repost."""
    if record.collection == REPOST:
        by = profile_basic(network, network.state.accounts[record.did], viewer)
        reason = {
            "$type": "app.bsky.feed.defs#reasonRepost",
            "by": by,
            "uri": record.uri,
            "cid": record.cid,
            "indexedAt": iso(record.indexed_at),
        }
        original = network.state.records[record.subject]
        return {"post": post(network, original, viewer), "reason": reason}
    document: Document = {"post": post(network, record, viewer)}
    if record.parent:
        reply = record.value["reply"]
        document["reply"] = {side: _reply_side(network, reply[side]["uri"], viewer) for side in ("root", "parent")}
    return document


def _reply_side(network: Network, uri: str, viewer: Account | None) -> Document:
    record = network.state.records.get(uri)
    if record is None:
        return not_found(uri)
    return {"$type": "app.bsky.feed.defs#postView"} | post(network, record, viewer)


def notification(network: Network, told: Notification, viewer: Account) -> Document:
    """Notification."""
    record, seen = network.state.records[told.uri], network.state.seen_at.get(viewer.did)
    document = {
        "uri": told.uri,
        "cid": record.cid,
        "author": profile(network, network.state.accounts[told.author], viewer),
        "reason": told.reason,
        "record": record.value,
        "isRead": bool(seen and told.at <= seen),
        "indexedAt": iso(told.at),
        "labels": [],
    }
    return document | ({"reasonSubject": told.reason_subject} if told.reason_subject else {})
