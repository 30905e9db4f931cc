"""What the AppView answers: `app.bsky`."""

from collections.abc import Callable, Sequence
from typing import Any

from antiphon.practice.bluesky import views
from antiphon.practice.bluesky.identifiers import AT_URI
from antiphon.practice.bluesky.network import Network, invalid_request
from antiphon.practice.bluesky.records import FOLLOW, LIKE, POST, REPOST, Account, Record
from antiphon.practice.bluesky.sessions import user, viewer
from antiphon.practice.clock import iso, parse_iso
from antiphon.practice.exchange import Answer, Request
from antiphon.practice.routing import Router

router = Router[Network]()


def _actor(network: Network, request: Request) -> Account:
    account = network.find_account(request.value("actor") or "")
    if account is None:
        raise invalid_request("Profile not found")
    return account


def _page[Item](
    request: Request, items: Sequence[Item], write: Callable[[Item], Any], mark: Callable[[Item], str]
) -> tuple[list[Any], dict[str, str]]:
    """Cut a page of a list (latest first) behind the cursor; the mark of its last item is the next cursor."""
    limit, cursor = int(request.value("limit") or 50), request.value("cursor")
    rest = [item for item in items if not cursor or mark(item) < cursor]
    chosen = rest[: max(1, min(limit, 100))]
    more = {"cursor": mark(chosen[-1])} if len(rest) > len(chosen) else {}
    return [write(item) for item in chosen], more


def _mark(record: Record) -> str:
    return f"{iso(record.indexed_at)}::{record.rkey}::{record.did}"


def _latest(records: Sequence[Record]) -> list[Record]:
    return sorted(records, key=_mark, reverse=True)


@router.on("GET", "/xrpc/app.bsky.actor.getProfile")
def get_profile(network: Network, request: Request) -> Answer:
    """Return one profile."""
    who = viewer(network, request)
    return Answer.of_json(views.profile_detailed(network, _actor(network, request), who))


@router.on("GET", "/xrpc/app.bsky.actor.getProfiles")
def get_profiles(network: Network, request: Request) -> Answer:
    """Return the profiles that are known of those asked for."""
    who = viewer(network, request)
    found = (network.find_account(actor) for actor in request.values("actors"))
    return Answer.of_json({"profiles": [views.profile_detailed(network, a, who) for a in found if a]})


@router.on("GET", "/xrpc/app.bsky.feed.getPosts")
def get_posts(network: Network, request: Request) -> Answer:
    """Return the posts that exist of those asked for."""
    who = viewer(network, request)
    found = (network.state.records.get(uri) for uri in request.values("uris"))
    return Answer.of_json({"posts": [views.post(network, r, who) for r in found if r]})


def _post(network: Network, request: Request) -> Record:
    uri = request.value("uri") or ""
    record = network.state.records.get(_with_did(network, uri))
    if record is None or record.collection != POST:
        raise invalid_request(f"Post not found: {uri}", "NotFound")
    return record


def _with_did(network: Network, uri: str) -> str:
    authority = uri.removeprefix("at://").partition("/")[0]
    account = None if AT_URI.fullmatch(uri) else network.find_account(authority)
    return uri.replace(authority, account.did, 1) if account else uri


@router.on("GET", "/xrpc/app.bsky.feed.getPostThread")
def get_post_thread(network: Network, request: Request) -> Answer:
    """Return a post with what it answers and what answers it."""
    who, record = viewer(network, request), _post(network, request)
    depth, height = int(request.value("depth") or 6), int(request.value("parentHeight") or 80)
    return Answer.of_json({"thread": views.thread(network, record, who, depth, height)})


@router.on("GET", "/xrpc/app.bsky.feed.getAuthorFeed")
def get_author_feed(network: Network, request: Request) -> Answer:
    """Return what an account posted and reposted, latest first."""
    who, actor = viewer(network, request), _actor(network, request)
    wanted = request.value("filter") or "posts_with_replies"
    found = [r for r in _feed(network, {actor.did}) if _passes(r, wanted)]
    feed, more = _page(request, found, lambda r: views.feed_item(network, r, who), _mark)
    return Answer.of_json({"feed": feed} | more)


def _feed(network: Network, authors: set[str]) -> list[Record]:
    posts = [r for r in network.records(POST) if r.did in authors]
    reposts = [r for r in network.records(REPOST) if r.did in authors and r.subject in network.state.records]
    return _latest([*posts, *reposts])


def _passes(record: Record, wanted: str) -> bool:
    if wanted == "posts_no_replies":
        return not record.parent
    if wanted == "posts_with_media":
        kind = str((record.value.get("embed") or {}).get("$type", ""))
        return kind.endswith(("images", "gallery", "video"))
    return True


@router.on("GET", "/xrpc/app.bsky.feed.getTimeline")
def get_timeline(network: Network, request: Request) -> Answer:
    """Return what an account and those it follows posted and reposted."""
    who = user(network, request)
    authors = {who.did, *(r.subject for r in network.records(FOLLOW, who.did))}
    found = _feed(network, authors)
    feed, more = _page(request, found, lambda r: views.feed_item(network, r, who), _mark)
    return Answer.of_json({"feed": feed} | more)


@router.on("GET", "/xrpc/app.bsky.feed.getLikes")
def get_likes(network: Network, request: Request) -> Answer:
    """Return who liked a post, latest first."""
    who, uri = viewer(network, request), request.value("uri") or ""

    def write(record: Record) -> dict[str, Any]:
        actor = views.profile(network, network.state.accounts[record.did], who)
        created_at = record.value["createdAt"]
        return {"actor": actor, "createdAt": created_at, "indexedAt": iso(record.indexed_at)}

    likes, more = _page(request, _latest(network.about(LIKE, uri)), write, _mark)
    return Answer.of_json({"uri": uri, "likes": likes} | more)


@router.on("GET", "/xrpc/app.bsky.feed.getRepostedBy")
def get_reposted_by(network: Network, request: Request) -> Answer:
    """Return who reposted a post, latest first."""
    who, uri = viewer(network, request), request.value("uri") or ""
    found = _latest(network.about(REPOST, uri))
    accounts, more = _page(request, found, lambda r: _author(network, r, who), _mark)
    return Answer.of_json({"uri": uri, "repostedBy": accounts} | more)


def _author(network: Network, record: Record, who: Account | None) -> dict[str, Any]:
    return views.profile(network, network.state.accounts[record.did], who)


@router.on("GET", "/xrpc/app.bsky.feed.getQuotes")
def get_quotes(network: Network, request: Request) -> Answer:
    """Return the posts that quote a post, latest first."""
    who, uri = viewer(network, request), request.value("uri") or ""
    found = _latest(network.quotes(uri))
    posts, more = _page(request, found, lambda r: views.post(network, r, who), _mark)
    return Answer.of_json({"uri": uri, "posts": posts} | more)


@router.on("GET", "/xrpc/app.bsky.feed.searchPosts")
def search_posts(network: Network, request: Request) -> Answer:
    """Return the posts that contain a text, latest first."""
    who, wanted = user(network, request), (request.value("q") or "").lower()
    since = request.value("since")
    after = parse_iso(since) if since else None
    found = [r for r in _latest(network.records(POST)) if wanted in r.value["text"].lower()]
    found = [r for r in found if after is None or r.indexed_at >= after]
    posts, more = _page(request, found, lambda r: views.post(network, r, who), _mark)
    return Answer.of_json({"posts": posts, "hitsTotal": len(found)} | more)


@router.on("GET", "/xrpc/app.bsky.graph.getFollowers")
def get_followers(network: Network, request: Request) -> Answer:
    """Return who follows an account, latest first."""
    who, actor = viewer(network, request), _actor(network, request)
    found = _latest(network.about(FOLLOW, actor.did))
    accounts, more = _page(request, found, lambda r: _author(network, r, who), _mark)
    return Answer.of_json({"subject": views.profile(network, actor, who), "followers": accounts} | more)


@router.on("GET", "/xrpc/app.bsky.graph.getFollows")
def get_follows(network: Network, request: Request) -> Answer:
    """Return whom an account follows, latest first."""
    who, actor = viewer(network, request), _actor(network, request)
    found = [r for r in _latest(network.records(FOLLOW, actor.did)) if r.subject in network.state.accounts]

    def write(record: Record) -> dict[str, Any]:
        return views.profile(network, network.state.accounts[record.subject], who)

    accounts, more = _page(request, found, write, _mark)
    return Answer.of_json({"subject": views.profile(network, actor, who), "follows": accounts} | more)


@router.on("GET", "/xrpc/app.bsky.notification.listNotifications")
def list_notifications(network: Network, request: Request) -> Answer:
    """Return what an account was told, latest first."""
    who, reasons = user(network, request), request.values("reasons")
    told = [n for n in network.state.notifications if n.to == who.did and n.uri in network.state.records]
    wanted = [n for n in told if not reasons or n.reason in reasons]
    latest = sorted(wanted, key=lambda n: (n.at, n.number), reverse=True)
    shown, more = _page(
        request,
        latest,
        lambda n: views.notification(network, n, who),
        lambda n: f"{iso(n.at)}::{n.number:012}",
    )
    seen_at = network.state.seen_at.get(who.did)
    seen = {"seenAt": iso(seen_at)} if seen_at else {}
    return Answer.of_json({"notifications": shown, "priority": False} | more | seen)


@router.on("GET", "/xrpc/app.bsky.notification.getUnreadCount")
def get_unread_count(network: Network, request: Request) -> Answer:
    """Return how many notifications came since the account looked last."""
    who = user(network, request)
    seen = network.state.seen_at.get(who.did)
    told = [n for n in network.state.notifications if n.to == who.did]
    return Answer.of_json({"count": sum(not seen or n.at > seen for n in told)})


@router.on("POST", "/xrpc/app.bsky.notification.updateSeen")
def update_seen(network: Network, request: Request) -> Answer:
    """Remember when the account looked last."""
    who = user(network, request)
    network.revision += 1
    network.state.seen_at[who.did] = parse_iso(request.json["seenAt"])
    return Answer(200, content_type="")
