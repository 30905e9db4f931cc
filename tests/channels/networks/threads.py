"""A local server that speaks the documented Threads API (v1.0): us, our posts, and who answers and mentions us."""

import json
from typing import Any, ClassVar

from antiphon.practice.exchange import Answer, Request
from antiphon.practice.routing import Router
from tests.channels.networks.graph import GraphServer, Post, error, gone, listed, metrics, shown, since, written

PAGES = "https://www.threads.com"
router = Router["ThreadsServer"]()


class ThreadsServer(GraphServer):
    """Threads."""

    name = "threads"
    edition = "v1.0"
    router: ClassVar[Router[Any]] = router

    def record(self, post: Post) -> dict[str, Any]:
        """Return a post as it travels."""
        kinds = ["VIDEO" if file.is_video else "IMAGE" for file in post.files]
        kind = "CAROUSEL_ALBUM" if len(kinds) > 1 else "".join(kinds) or "TEXT_POST"
        single = post.files[0] if len(post.files) == 1 else None
        return {
            "id": post.id,
            "text": post.text or None,
            "username": post.author.username,
            "permalink": self.permalink(post),
            "timestamp": written(post.at),
            "media_type": kind,
            "media_url": f"https://cdn.example/{post.id}.jpg" if single else None,
            "alt_text": single.alt or None if single else None,
            "children": {"data": [{"id": f"{post.id}{n}"} for n in range(len(kinds))]} if len(kinds) > 1 else None,
            "root_post": {"id": post.root} if post.root else None,
            "replied_to": {"id": post.parent} if post.parent else None,
            "is_reply": bool(post.parent),
            "is_reply_owned_by_me": bool(post.parent) and post.author is self.us if post.parent else None,
        }

    def permalink(self, post: Post) -> str:
        """Return where people read it."""
        return f"{PAGES}/@{post.author.username}/post/{post.id}"

    def reply(self, who: Any, to: str, text: str) -> Post:
        """Let somebody answer."""
        answered = self.posts[to]
        return self.add(who, text, parent=to, root=answered.root or to)


@router.on("GET", "/v1.0/me")
def me(server: ThreadsServer, request: Request) -> Answer:
    us = server.us
    picture = "https://cdn.example/us.jpg"
    return shown(
        request, {"id": us.id, "username": us.username, "name": us.name, "threads_profile_picture_url": picture}
    )


@router.on("POST", "/v1.0/{user}/threads")
def make(server: ThreadsServer, request: Request) -> Answer:
    server.asked(request.params["user"])
    kind, answered = request.value("media_type"), request.value("reply_to_id")
    if kind not in {"TEXT", "IMAGE", "VIDEO", "CAROUSEL"}:
        raise error(100, "Param media_type must be one of {TEXT, IMAGE, VIDEO, CAROUSEL}")
    if answered and answered not in server.posts:
        raise gone(answered)
    if request.value("poll_attachment") and kind != "TEXT":
        raise error(100, "A poll can only be attached to a text post")
    return server.contain(request)


@router.on("POST", "/v1.0/{user}/threads_publish")
def publish(server: ThreadsServer, request: Request) -> Answer:
    server.asked(request.params["user"])
    made = server.to_publish(request)
    parent = made.fields.get("reply_to_id", "")
    root = (server.posts[parent].root or parent) if parent else ""
    more = {name: made.fields.get(name, "") for name in ("reply_control", "link_attachment")}
    more["poll"] = list(json.loads(made.fields.get("poll_attachment", "{}")).values())
    post = server.add(server.us, made.fields.get("text", ""), files=made.files, parent=parent, root=root, more=more)
    return Answer.of_json({"id": post.id})


@router.on("GET", "/v1.0/{user}/threads_publishing_limit")
def publishing_limit(server: ThreadsServer, request: Request) -> Answer:
    config = {"quota_total": server.quota, "quota_duration": 86_400}
    return Answer.of_json({"data": [{"quota_usage": 4, "config": config}]})


@router.on("GET", "/v1.0/{user}/threads_insights")
def followers(server: ThreadsServer, request: Request) -> Answer:
    told = {"name": "followers_count", "period": "day", "total_value": {"value": server.us.followers}}
    return Answer.of_json({"data": [told]})


@router.on("GET", "/v1.0/{user}/threads")
def posts(server: ThreadsServer, request: Request) -> Answer:
    server.asked(request.params["user"])
    ours = [post for post in server.posts.values() if post.author is server.us and not post.parent]
    return listed(request, map(server.record, since(request, ours)))


@router.on("GET", "/v1.0/{id}/replies")
def replies(server: ThreadsServer, request: Request) -> Answer:
    server.asked(request.params["id"])
    ours = [post for post in server.posts.values() if post.author is server.us and post.parent]
    return listed(request, map(server.record, since(request, ours)))


@router.on("GET", "/v1.0/{user}/mentions")
def mentions(server: ThreadsServer, request: Request) -> Answer:
    server.asked(request.params["user"])
    named = f"@{server.us.username}"
    found = [post for post in server.posts.values() if named in post.text and post.author is not server.us]
    return listed(request, map(server.record, since(request, found)))


@router.on("GET", "/v1.0/{id}/conversation")
def conversation(server: ThreadsServer, request: Request) -> Answer:
    found = since(request, server.under(server.post(request.params["id"]).id))
    return listed(request, map(server.record, found[::-1] if request.value("reverse") == "false" else found))


@router.on("GET", "/v1.0/{id}/insights")
def insights(server: ThreadsServer, request: Request) -> Answer:
    post = server.post(request.params["id"])
    told = {"views": 120, "likes": post.likes, "replies": len(server.under(post.id)), "reposts": post.shares}
    return metrics(request, told | {"quotes": 0, "shares": None})


@router.on("GET", "/v1.0/{id}")
def one(server: ThreadsServer, request: Request) -> Answer:
    identifier = request.params["id"]
    if identifier in server.containers:
        state = server.state_of(identifier)
        reason = server.containers[identifier].reason or None
        return shown(request, {"id": identifier, "status": state, "error_message": reason})
    return shown(request, server.record(server.post(identifier)))


@router.on("DELETE", "/v1.0/{id}")
def delete(server: ThreadsServer, request: Request) -> Answer:
    identifier = server.post(request.params["id"]).id
    del server.posts[identifier]
    return Answer.of_json({"success": True, "deleted_id": identifier})
