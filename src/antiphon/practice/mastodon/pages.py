"""The public pages of the practice instance, for people."""

from urllib.parse import unquote

from antiphon.practice.exchange import Answer, Request
from antiphon.practice.mastodon.instance import Instance, not_found
from antiphon.practice.mastodon.records import PUBLIC_VISIBILITIES, Draft, Status
from antiphon.practice.mastodon.text import as_html, hashtags
from antiphon.practice.pages import STYLE, ShownPicture, ShownPost, avatar, counted, list_page, post_page
from antiphon.practice.routing import Router

router = Router[Instance]()
NETWORK = "Practice Mastodon"


@router.on("GET", "/practice.css")
def style(_: Instance, __: Request) -> Answer:
    """Serve the style of the pages."""
    return Answer(200, STYLE.encode(), "text/css; charset=utf-8")


@router.on("GET", "/avatars/{name}")
def picture(instance: Instance, request: Request) -> Answer:
    """Serve the picture of an account."""
    account = instance.state.accounts.get(request.params["name"].removesuffix(".svg"))
    return Answer(200, avatar(account.display_name if account else NETWORK), "image/svg+xml")


@router.on("GET", "/")
def front(instance: Instance, _: Request) -> Answer:
    """Show what was said last on this server."""
    posts = [s for s in instance.state.statuses.values() if s.visibility == "public" and not s.reblog_of_id]
    latest = sorted(posts, key=lambda s: int(s.id), reverse=True)[:40]
    introduction = "What was said last, by everybody."
    return Answer.of_html(list_page(NETWORK, introduction, [shown(instance, s) for s in latest], NETWORK))


@router.on("GET", "/tags/{tag}")
def tag(instance: Instance, request: Request) -> Answer:
    """Show what was said under a hashtag."""
    name = unquote(request.params["tag"]).lower()
    posts = [s for s in instance.state.statuses.values() if s.visibility == "public" and name in hashtags(s.text)]
    latest = sorted(posts, key=lambda s: int(s.id), reverse=True)[:40]
    introduction = "What was said under this hashtag."
    return Answer.of_html(list_page(f"#{name}", introduction, [shown(instance, s) for s in latest], NETWORK))


@router.on("GET", "/@{acct}", "/users/{acct}")
def profile(instance: Instance, request: Request) -> Answer:
    """Show an account and what it said."""
    account = instance.find_account(request.params["acct"])
    if not account:
        raise not_found()
    posts = [s for s in instance.state.statuses.values() if s.account_id == account.id]
    public = [s for s in posts if s.visibility in PUBLIC_VISIBILITIES and not s.reblog_of_id]
    latest = sorted(public, key=lambda s: int(s.id), reverse=True)[:40]
    title = f"{account.display_name} (@{account.acct})"
    return Answer.of_html(list_page(title, account.note, [shown(instance, s) for s in latest], NETWORK))


@router.on("GET", "/@{acct}/{id}", "/users/{acct}/statuses/{id}")
def status(instance: Instance, request: Request) -> Answer:
    """Show a status with what it answers and the tree of its replies."""
    found = instance.status(request.params["id"], None)
    parent = instance.state.statuses.get(found.in_reply_to_id or "")
    visible = parent if parent and instance.is_visible(parent, None) else None
    above = shown(instance, visible) if visible else None
    return Answer.of_html(post_page(with_replies(instance, found), above, NETWORK))


def with_replies(instance: Instance, found: Status) -> ShownPost:
    """Prepare a status and all that the public may see below it."""
    post = shown(instance, found)
    replies = [r for r in instance.replies(found) if instance.is_visible(r, None)]
    post.replies = [with_replies(instance, reply) for reply in replies]
    return post


def shown(instance: Instance, found: Status) -> ShownPost:
    """Prepare a status for a page."""
    account = instance.state.accounts[found.account_id]
    media = [instance.state.media[m] for m in found.media_ids]
    at = f"@{account.acct}" if account.domain else f"@{account.acct}@{instance.domain}"
    length = instance.count(Draft(text=found.text, spoiler_text=found.spoiler_text))
    facts = [
        counted(len(instance.replies(found)), "reply", "replies"),
        counted(len(instance.reblogs(found)), "boost", "boosts"),
        counted(len(found.favourites), "favourite", "favourites"),
    ]
    return ShownPost(
        author=account.display_name,
        handle=at,
        author_address=instance.address(account),
        avatar=f"/avatars/{account.id}.svg",
        address=f"{instance.address(account)}/{found.id}",
        body=as_html(found.text, instance.url, instance.address_of),
        at=found.created_at,
        pictures=[ShownPicture(f"/system/media_attachments/{m.name}", m.description, m.is_video) for m in media],
        warning=found.spoiler_text,
        facts=[*facts, *([f"language {found.language}"] if found.language else [])],
        length=f"{length} of {instance.limits.max_characters} characters, as Mastodon counts",
    )
