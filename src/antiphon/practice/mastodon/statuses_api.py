"""Statuses: write, read, react; timelines."""

import re
from datetime import timedelta

from antiphon.practice.clock import parse_iso
from antiphon.practice.exchange import Answer, Request
from antiphon.practice.mastodon.access import listing, page, token_of, user, viewer
from antiphon.practice.mastodon.entities import account_entity, scheduled_entity, status_entity
from antiphon.practice.mastodon.instance import Instance, not_found, unprocessable
from antiphon.practice.mastodon.records import Account, Draft, Poll, Remembered, Status
from antiphon.practice.routing import Router

router = Router[Instance]()
VISIBILITIES = frozenset({"public", "unlisted", "private", "direct"})


@router.on("POST", "/api/v1/statuses")
def create(instance: Instance, request: Request) -> Answer:
    """Publish or schedule a status; the same idempotency key returns the same one."""
    author = user(instance, request, "write:statuses")
    key = request.headers.get("idempotency-key")
    known = instance.remembered(author, key) if key else None
    if known:
        return _remembered(instance, known, author)
    draft = _draft(instance, request)
    due = request.value("scheduled_at")
    if due:
        scheduled = instance.schedule(author, draft, parse_iso(due))
        identifier, document = scheduled.id, scheduled_entity(instance, scheduled)
    else:
        status = instance.publish(author, draft, instance.clock.now())
        identifier, document = status.id, status_entity(instance, status, author)
    if key:
        instance.remember(author, key, identifier, scheduled=bool(due))
    return Answer.of_json(document)


def _remembered(instance: Instance, known: Remembered, author: Account) -> Answer:
    if known.scheduled and known.id in instance.state.scheduled:
        return Answer.of_json(scheduled_entity(instance, instance.state.scheduled[known.id]))
    return Answer.of_json(status_entity(instance, instance.status(known.id, author), author))


def _draft(instance: Instance, request: Request) -> Draft:
    token = token_of(instance, request)
    application = instance.state.applications.get(token.client_id or "") if token else None
    visibility = request.value("visibility") or "public"
    if visibility not in VISIBILITIES:
        raise unprocessable("Validation failed: Visibility is not included in the list")
    return Draft(
        text=request.value("status") or "",
        media_ids=[i for i in request.values("media_ids") if i],
        in_reply_to_id=request.value("in_reply_to_id"),
        visibility=visibility,
        language=request.value("language"),
        spoiler_text=request.value("spoiler_text") or "",
        sensitive=request.flag("sensitive") or bool(request.value("spoiler_text")),
        application=application.name if application else None,
        poll=_poll(instance, request),
    )


def _poll(instance: Instance, request: Request) -> Poll | None:
    """Return the poll of a request, as JSON or as form fields `poll[options][]`."""
    document = (request.json or {}).get("poll") or {} if request.content_type == "application/json" else {}
    options = document.get("options") or request.form.get("poll[options]") or []
    if not options:
        return None
    seconds = int(document.get("expires_in") or request.value("poll[expires_in]") or 0)
    multiple = bool(document.get("multiple")) or request.flag("poll[multiple]")
    return Poll([str(option) for option in options], instance.clock.now() + timedelta(seconds=seconds), multiple)


@router.on("GET", "/api/v1/statuses")
def several(instance: Instance, request: Request) -> Answer:
    """Return the statuses of some ids, those that the viewer may see."""
    who = viewer(instance, request)
    found = (instance.state.statuses.get(i) for i in request.values("id"))
    visible = [s for s in found if s and instance.is_visible(s, who)]
    return Answer.of_json([status_entity(instance, s, who) for s in visible])


@router.on("GET", "/api/v1/statuses/{id}")
def show(instance: Instance, request: Request) -> Answer:
    """Return one status."""
    who = viewer(instance, request)
    return Answer.of_json(status_entity(instance, instance.status(request.params["id"], who), who))


@router.on("DELETE", "/api/v1/statuses/{id}")
def delete(instance: Instance, request: Request) -> Answer:
    """Delete one's own status; the answer carries its source."""
    author = user(instance, request, "write:statuses")
    status = instance.status(request.params["id"], author)
    if status.account_id != author.id:
        raise not_found()
    document = status_entity(instance, status, author) | {"text": status.text}
    instance.delete(status)
    return Answer.of_json(document)


@router.on("GET", "/api/v1/statuses/{id}/context")
def context(instance: Instance, request: Request) -> Answer:
    """Return what a status answers and what answers it."""
    who = viewer(instance, request)
    status = instance.status(request.params["id"], who)

    def write(statuses: list[Status]) -> list[object]:
        return [status_entity(instance, s, who) for s in statuses if instance.is_visible(s, who)]

    tree = {
        "ancestors": write(_ancestors(instance, status)),
        "descendants": write(descendants(instance, status)),
    }
    return Answer.of_json(tree)


def _ancestors(instance: Instance, status: Status) -> list[Status]:
    parent = instance.state.statuses.get(status.in_reply_to_id or "")
    return [*_ancestors(instance, parent), parent] if parent else []


def descendants(instance: Instance, status: Status) -> list[Status]:
    """Return all replies below a status, depth first."""
    found: list[Status] = []
    for reply in instance.replies(status):
        found += [reply, *descendants(instance, reply)]
    return found


@router.on("GET", "/api/v1/statuses/{id}/favourited_by")
def favourited_by(instance: Instance, request: Request) -> Answer:
    """Return who favoured a status, latest first."""
    status = instance.status(request.params["id"], viewer(instance, request))
    latest = sorted(status.favourites, key=lambda a: status.favourites[a], reverse=True)
    return Answer.of_json([account_entity(instance, instance.account(a)) for a in latest])


@router.on("GET", "/api/v1/statuses/{id}/reblogged_by")
def reblogged_by(instance: Instance, request: Request) -> Answer:
    """Return who boosted a status, latest first."""
    status = instance.status(request.params["id"], viewer(instance, request))
    latest = sorted(instance.reblogs(status), key=lambda s: int(s.id), reverse=True)
    return Answer.of_json([account_entity(instance, instance.account(s.account_id)) for s in latest])


@router.on("POST", "/api/v1/statuses/{id}/favourite")
def favourite(instance: Instance, request: Request) -> Answer:
    """Favour a status."""
    who = user(instance, request, "write:favourites")
    status = instance.status(request.params["id"], who)
    instance.favourite(who, status, instance.clock.now())
    return Answer.of_json(status_entity(instance, status, who))


@router.on("POST", "/api/v1/statuses/{id}/unfavourite")
def unfavourite(instance: Instance, request: Request) -> Answer:
    """Take a favourite back."""
    who = user(instance, request, "write:favourites")
    status = instance.status(request.params["id"], who)
    instance.unfavourite(who, status)
    return Answer.of_json(status_entity(instance, status, who))


@router.on("POST", "/api/v1/statuses/{id}/reblog")
def reblog(instance: Instance, request: Request) -> Answer:
    """Boost a status; the answer is the boost."""
    who = user(instance, request, "write:statuses")
    boost = instance.reblog(who, instance.status(request.params["id"], who), instance.clock.now())
    return Answer.of_json(status_entity(instance, boost, who))


@router.on("POST", "/api/v1/statuses/{id}/unreblog")
def unreblog(instance: Instance, request: Request) -> Answer:
    """Take a boost back."""
    who = user(instance, request, "write:statuses")
    status = instance.status(request.params["id"], who)
    instance.unreblog(who, status)
    return Answer.of_json(status_entity(instance, status, who))


@router.on("GET", "/api/v1/scheduled_statuses")
def scheduled_statuses(instance: Instance, request: Request) -> Answer:
    """Return one's own scheduled statuses."""
    author = user(instance, request, "read:statuses")
    own = [s for s in instance.state.scheduled.values() if s.account_id == author.id]
    return listing(request, own, 20, lambda s: scheduled_entity(instance, s))


@router.on("DELETE", "/api/v1/scheduled_statuses/{id}")
def cancel(instance: Instance, request: Request) -> Answer:
    """Cancel a scheduled status."""
    author = user(instance, request, "write:statuses")
    scheduled = instance.state.scheduled.get(request.params["id"])
    if not scheduled or scheduled.account_id != author.id:
        raise not_found()
    instance.revision += 1
    del instance.state.scheduled[scheduled.id]
    return Answer.of_json({})


@router.on("GET", "/api/v1/timelines/home")
def home(instance: Instance, request: Request) -> Answer:
    """Return what an account and those it follows said and boosted."""
    who = user(instance, request, "read:statuses")
    followers = instance.state.followers
    seen = {who.id, *(followed for followed, by in followers.items() if who.id in by)}
    statuses = [s for s in instance.state.statuses.values() if s.account_id in seen]
    visible = [s for s in statuses if instance.is_visible(s, who)]
    return listing(request, visible, 20, lambda s: status_entity(instance, s, who))


@router.on("GET", "/api/v1/timelines/public")
def public(instance: Instance, request: Request) -> Answer:
    """Return what everybody said in public."""
    who = viewer(instance, request)
    found = [s for s in instance.state.statuses.values() if s.visibility == "public" and not s.reblog_of_id]
    return listing(request, found, 20, lambda s: status_entity(instance, s, who))


@router.on("GET", "/api/v1/timelines/tag/{hashtag}")
def tagged(instance: Instance, request: Request) -> Answer:
    """Return what everybody said in public with a hashtag."""
    who = viewer(instance, request)
    wanted = re.compile(rf"#{re.escape(request.params['hashtag'])}(?!\w)", re.IGNORECASE)
    return listing(request, _found(instance, wanted), 20, lambda s: status_entity(instance, s, who))


@router.on("GET", "/api/v2/search")
def search(instance: Instance, request: Request) -> Answer:
    """Return the public statuses that hold a text; accounts and hashtags are not looked for here."""
    who = user(instance, request, "read:search")
    words = re.compile(re.escape((request.value("q") or "").strip()), re.IGNORECASE)
    found = _found(instance, words) if request.value("type") in {None, "statuses"} else []
    newest_first = sorted(found, key=lambda status: int(status.id), reverse=True)
    chosen, _ = page(request, newest_first, 20)
    statuses = [status_entity(instance, status, who) for status in chosen]
    return Answer.of_json({"accounts": [], "hashtags": [], "statuses": statuses})


def _found(instance: Instance, wanted: re.Pattern[str]) -> list[Status]:
    public = (s for s in instance.state.statuses.values() if s.visibility == "public" and not s.reblog_of_id)
    return [status for status in public if wanted.search(status.text)]
