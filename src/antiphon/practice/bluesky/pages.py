"""The public pages of the practice Bluesky, for people."""

from typing import Any

from antiphon.practice.bluesky.identifiers import Address
from antiphon.practice.bluesky.lexicon import grapheme_length
from antiphon.practice.bluesky.network import Network, invalid_request
from antiphon.practice.bluesky.records import LIKE, POST, REPOST, Account, Record
from antiphon.practice.bluesky.richtext import as_html
from antiphon.practice.exchange import Answer, RefusalError, Request
from antiphon.practice.pages import STYLE, ShownPicture, ShownPost, avatar, counted, list_page, post_page
from antiphon.practice.routing import Router

router = Router[Network]()
NETWORK = "Practice Bluesky"


@router.on("GET", "/practice.css")
def style(_: Network, __: Request) -> Answer:
    """Serve the style of the pages."""
    return Answer(200, STYLE.encode(), "text/css; charset=utf-8")


@router.on("GET", "/avatars/{name}")
def picture(network: Network, request: Request) -> Answer:
    """Serve the picture of an account."""
    did = request.params["name"].removesuffix(".svg")
    account = network.state.accounts.get(did)
    name = _name(network, account) if account else NETWORK
    return Answer(200, avatar(name), "image/svg+xml")


def _name(network: Network, account: Account) -> str:
    return str(network.profile(account.did).get("displayName") or account.handle)


@router.on("GET", "/")
def front(network: Network, _: Request) -> Answer:
    """Show what was posted last."""
    latest = list(reversed(network.records(POST)))[:40]
    introduction = "What was posted last, by everybody."
    return Answer.of_html(list_page(NETWORK, introduction, [shown(network, r) for r in latest], NETWORK))


def _account(network: Network, request: Request) -> Account:
    account = network.find_account(request.params["actor"])
    if account is None:
        raise invalid_request("Profile not found")
    return account


@router.on("GET", "/profile/{actor}")
def profile(network: Network, request: Request) -> Answer:
    """Show an account and what it posted."""
    account = _account(network, request)
    latest = list(reversed(network.records(POST, account.did)))[:40]
    title = f"{_name(network, account)} (@{account.handle})"
    description = str(network.profile(account.did).get("description", ""))
    return Answer.of_html(list_page(title, description, [shown(network, r) for r in latest], NETWORK))


@router.on("GET", "/profile/{actor}/post/{rkey}")
def post(network: Network, request: Request) -> Answer:
    """Show a post with what it answers and the tree of its replies."""
    address = Address(_account(network, request).did, POST, request.params["rkey"])
    record = network.state.records.get(address.uri)
    if record is None:
        raise RefusalError(404, {"error": "NotFound", "message": f"Post not found: {address.uri}"})
    parent = network.state.records.get(record.parent)
    above = shown(network, parent) if parent else None
    return Answer.of_html(post_page(with_replies(network, record), above, NETWORK))


def with_replies(network: Network, record: Record) -> ShownPost:
    """Prepare a post and all below it."""
    prepared = shown(network, record)
    prepared.replies = [with_replies(network, reply) for reply in network.replies(record.uri)]
    return prepared


def page_address(network: Network, record: Record) -> str:
    """Return the public page of a post."""
    handle = network.state.accounts[record.did].handle
    return f"{network.url}/profile/{handle}/post/{record.rkey}"


def shown(network: Network, record: Record) -> ShownPost:
    """Prepare a post for a page."""
    account, text = network.state.accounts[record.did], str(record.value["text"])
    facts = [
        counted(len(network.replies(record.uri)), "reply", "replies"),
        counted(len(network.about(REPOST, record.uri)), "repost", "reposts"),
        counted(len(network.about(LIKE, record.uri)), "like", "likes"),
    ]
    languages = record.value.get("langs", [])
    return ShownPost(
        author=_name(network, account),
        handle=f"@{account.handle}",
        author_address=f"{network.url}/profile/{account.handle}",
        avatar=f"/avatars/{account.did}.svg",
        address=page_address(network, record),
        body=as_html(text, record.value.get("facets", []), lambda did: f"{network.url}/profile/{did}"),
        at=record.indexed_at,
        pictures=list(_pictures(record.did, record.value.get("embed") or {})),
        facts=[*facts, *([f"language {', '.join(languages)}"] if languages else [])],
        length=f"{grapheme_length(text)} of {network.limits.max_graphemes} characters, as Bluesky counts",
    )


def _pictures(did: str, embed: dict[str, Any]) -> list[ShownPicture]:
    embed = embed.get("media", embed)
    pictures = embed.get("images") or embed.get("items") or []
    found = [ShownPicture(_address(did, p["image"]), p["alt"]) for p in pictures]
    if "video" in embed:
        found.append(ShownPicture(_address(did, embed["video"]), embed.get("alt"), is_video=True))
    return found


def _address(did: str, blob: dict[str, Any]) -> str:
    return f"/xrpc/com.atproto.sync.getBlob?did={did}&cid={blob['ref']['$link']}"
