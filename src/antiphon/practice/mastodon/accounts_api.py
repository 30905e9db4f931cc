"""Accounts, follows and notifications."""

from antiphon.practice.exchange import Answer, Request
from antiphon.practice.mastodon.access import listing, user, viewer
from antiphon.practice.mastodon.entities import (
    account_entity,
    credential_entity,
    notification_entity,
    relationship_entity,
    status_entity,
)
from antiphon.practice.mastodon.instance import Instance, not_found
from antiphon.practice.mastodon.records import Account, Notification
from antiphon.practice.routing import Router

router = Router[Instance]()


@router.on("GET", "/api/v1/accounts/verify_credentials")
def verify_credentials(instance: Instance, request: Request) -> Answer:
    """Return the account of the token."""
    return Answer.of_json(credential_entity(instance, user(instance, request, "read:accounts")))


@router.on("GET", "/api/v1/accounts/lookup")
def lookup(instance: Instance, request: Request) -> Answer:
    """Return the account of a handle."""
    account = instance.find_account(request.value("acct") or "")
    if not account:
        raise not_found()
    return Answer.of_json(account_entity(instance, account))


@router.on("GET", "/api/v1/accounts/relationships")
def relationships(instance: Instance, request: Request) -> Answer:
    """Return how the account stands to some others."""
    who = user(instance, request, "read:follows")
    known = [instance.state.accounts[i] for i in request.values("id") if i in instance.state.accounts]
    return Answer.of_json([relationship_entity(instance, who, other) for other in known])


@router.on("GET", "/api/v1/accounts/search")
def search(instance: Instance, request: Request) -> Answer:
    """Return the accounts whose handle or name contains a text."""
    user(instance, request, "read:accounts")
    wanted = (request.value("q") or "").removeprefix("@").lower()
    found = [
        a
        for a in instance.state.accounts.values()
        if wanted in f"{a.acct}@{instance.domain} {a.display_name}".lower()
    ]
    return Answer.of_json([account_entity(instance, a) for a in found[:40]])


@router.on("GET", "/api/v1/accounts/{id}")
def show(instance: Instance, request: Request) -> Answer:
    """Return one account."""
    return Answer.of_json(account_entity(instance, instance.account(request.params["id"])))


@router.on("GET", "/api/v1/accounts/{id}/statuses")
def statuses(instance: Instance, request: Request) -> Answer:
    """Return what an account said, newest first."""
    who, account = viewer(instance, request), instance.account(request.params["id"])
    found = [s for s in instance.state.statuses.values() if s.account_id == account.id]
    if request.flag("exclude_replies"):
        found = [s for s in found if not s.in_reply_to_id]
    if request.flag("exclude_reblogs"):
        found = [s for s in found if not s.reblog_of_id]
    if request.flag("only_media"):
        found = [s for s in found if s.media_ids]
    visible = [s for s in found if instance.is_visible(s, who)]
    return listing(request, visible, 20, lambda s: status_entity(instance, s, who))


@router.on("GET", "/api/v1/accounts/{id}/followers")
def followers(instance: Instance, request: Request) -> Answer:
    """Return who follows an account."""
    account = instance.account(request.params["id"])
    found = [instance.account(f) for f in instance.state.followers.get(account.id, {})]
    return listing(request, found, 40, lambda a: account_entity(instance, a))


@router.on("GET", "/api/v1/accounts/{id}/following")
def following(instance: Instance, request: Request) -> Answer:
    """Return whom an account follows."""
    account = instance.account(request.params["id"])
    found = [instance.account(a) for a, by in instance.state.followers.items() if account.id in by]
    return listing(request, found, 40, lambda a: account_entity(instance, a))


@router.on("POST", "/api/v1/accounts/{id}/follow")
def follow(instance: Instance, request: Request) -> Answer:
    """Follow an account."""
    who = user(instance, request, "write:follows")
    other = instance.account(request.params["id"])
    instance.follow(who, other, instance.clock.now())
    return Answer.of_json(relationship_entity(instance, who, other))


@router.on("POST", "/api/v1/accounts/{id}/unfollow")
def unfollow(instance: Instance, request: Request) -> Answer:
    """Stop following an account."""
    who = user(instance, request, "write:follows")
    other = instance.account(request.params["id"])
    instance.unfollow(who, other)
    return Answer.of_json(relationship_entity(instance, who, other))


def _own(instance: Instance, who: Account) -> list[Notification]:
    return [n for n in instance.state.notifications if n.account_id == who.id]


@router.on("GET", "/api/v1/notifications")
def notifications(instance: Instance, request: Request) -> Answer:
    """Return what an account was told, newest first."""
    who = user(instance, request, "read:notifications")
    wanted, unwanted = set(request.values("types")), set(request.values("exclude_types"))
    by = request.value("account_id")
    found = [
        n
        for n in _own(instance, who)
        if (not wanted or n.type in wanted) and n.type not in unwanted and by in {None, n.from_id}
    ]
    return listing(request, found, 40, lambda n: notification_entity(instance, n, who))


@router.on("GET", "/api/v1/notifications/{id}")
def notification(instance: Instance, request: Request) -> Answer:
    """Return one notification."""
    who = user(instance, request, "read:notifications")
    found = next((n for n in _own(instance, who) if n.id == request.params["id"]), None)
    if not found:
        raise not_found()
    return Answer.of_json(notification_entity(instance, found, who))


@router.on("POST", "/api/v1/notifications/{id}/dismiss")
def dismiss(instance: Instance, request: Request) -> Answer:
    """Forget one notification."""
    who = user(instance, request, "write:notifications")
    instance.revision += 1
    gone = (who.id, request.params["id"])
    kept = [n for n in instance.state.notifications if (n.account_id, n.id) != gone]
    instance.state.notifications = kept
    return Answer.of_json({})
