"""A local server that speaks the documented Instagram API with Instagram Login: us, our posts, their comments."""

from typing import Any, ClassVar

from antiphon.practice.exchange import Answer, Request
from antiphon.practice.routing import Router
from tests.channels.networks.graph import (
    GraphServer,
    Post,
    Someone,
    error,
    gone,
    listed,
    metrics,
    shown,
    since,
    written,
)

PAGES = "https://www.instagram.com"
router = Router["InstagramServer"]()


class InstagramServer(GraphServer):
    """Instagram."""

    name = "instagram"
    router: ClassVar[Router[Any]] = router
    few_viewers = False
    tells_stories = True

    def wrapped(self, told: dict[str, str]) -> Any:
        """Return the first token in a list, as the documents show it; the lasting one stands alone."""
        return told if "expires_in" in told else {"data": [told | {"user_id": self.us.id}]}

    def record(self, post: Post) -> dict[str, Any]:
        """Return a post as it travels."""
        kinds = ["VIDEO" if file.is_video else "IMAGE" for file in post.files]
        comments = self.comments_on(post.id)
        return {
            "id": post.id,
            "caption": post.text or None,
            "media_type": "CAROUSEL_ALBUM" if len(kinds) > 1 else kinds[0],
            "permalink": self.permalink(post),
            "timestamp": written(post.at),
            "username": post.author.username,
            "like_count": post.likes,
            "comments_count": len(self.under(post.id)),
            "children": {"data": [{"id": f"{post.id}{n}"} for n in range(len(kinds))]} if len(kinds) > 1 else None,
            "comments": {"data": [self.comment(one) for one in comments]} if comments else None,
        }

    def comment(self, comment: Post) -> dict[str, Any]:
        """Return a comment as it travels, with its answers."""
        answers = [one for one in self.posts.values() if one.parent == comment.id]
        who = comment.author
        return {
            "id": comment.id,
            "text": comment.text,
            "timestamp": written(comment.at),
            "username": who.username,
            "from": {"id": who.id, "username": who.username},
            "replies": {"data": [self.comment(one) for one in answers]} if answers else None,
        }

    def comments_on(self, post: str) -> list[Post]:
        """Return the comments of the first row, the newest first."""
        return [one for one in reversed(self.posts.values()) if one.parent == post]

    def shown(self, *, story: bool) -> list[Post]:
        """Return our stories, or what stands in the feed."""
        return [one for one in self.posts.values() if not one.parent and one.more.get("story", False) == story]

    def permalink(self, post: Post) -> str:
        """Return where people see it."""
        return f"{PAGES}/p/{post.id}/"

    def say(self, who: Someone, to: str, text: str) -> Post:
        """Let somebody comment on a post, or answer a comment: what answers an answer hangs on its comment."""
        answered = self.post(to)
        nested = bool(answered.parent) and answered.parent != answered.root
        return self.add(who, text, parent=answered.parent if nested else to, root=answered.root or to)


@router.on("GET", "/v25.0/me")
def me(server: InstagramServer, request: Request) -> Answer:
    us = server.us
    told = {"user_id": us.id, "username": us.username, "name": us.name, "account_type": "BUSINESS"}
    return shown(request, told | {"id": f"9{us.id}", "profile_picture_url": "https://cdn.example/us.jpg"})


@router.on("POST", "/v25.0/{user}/media")
def make(server: InstagramServer, request: Request) -> Answer:
    server.asked(request.params["user"])
    asked = {"image_url", "video_url", "children"} & set(request.form)
    if len(asked) != 1:
        raise error(9004, "The media could not be fetched from this URI.", 2_207_052)
    if "video_url" in asked and request.value("media_type") not in {"REELS", "VIDEO", "STORIES"}:
        raise error(100, "Unknown media type", 2_207_023)
    if request.value("media_type") == "STORIES" and {"caption", "alt_text", "children"} & set(request.form):
        raise error(100, "A story takes no words", 2_207_023)
    made = server.contain(request)
    if any(
        not file.is_video and file.media_type != "image/jpeg" for file in list(server.containers.values())[-1].files
    ):
        raise error(36_001, "The image format is not supported", 2_207_005)
    return made


@router.on("POST", "/v25.0/{user}/media_publish")
def publish(server: InstagramServer, request: Request) -> Answer:
    server.asked(request.params["user"])
    if sum(1 for post in server.posts.values() if not post.parent) >= server.quota:
        raise error(9, "You reached maximum number of posts that is allowed to be published", 2_207_042)
    made = server.to_publish(request)
    post = server.add(server.us, made.fields.get("caption", ""), files=made.files)
    post.more["story"] = made.fields.get("media_type") == "STORIES"
    return Answer.of_json({"id": post.id})


@router.on("GET", "/v25.0/{user}/content_publishing_limit")
def publishing_limit(server: InstagramServer, request: Request) -> Answer:
    config = {"quota_total": server.quota, "quota_duration": 86_400}
    return Answer.of_json({"data": [{"quota_usage": 2, "config": config}]})


@router.on("GET", "/v25.0/{user}/media")
def media(server: InstagramServer, request: Request) -> Answer:
    server.asked(request.params["user"])
    return listed(request, map(server.record, since(request, server.shown(story=False))))


@router.on("GET", "/v25.0/{user}/stories")
def stories(server: InstagramServer, request: Request) -> Answer:
    server.asked(request.params["user"])
    if not server.tells_stories:
        raise error(100, "(#100) Tried accessing nonexisting field (stories)")
    return listed(request, map(server.record, since(request, server.shown(story=True))))


@router.on("GET", "/v25.0/{id}/comments")
def comments(server: InstagramServer, request: Request) -> Answer:
    return listed(request, map(server.comment, server.comments_on(server.post(request.params["id"]).id)))


@router.on("GET", "/v25.0/{id}/replies")
def answers(server: InstagramServer, request: Request) -> Answer:
    return listed(request, map(server.comment, server.comments_on(server.post(request.params["id"]).id)))


@router.on("POST", "/v25.0/{id}/comments", "/v25.0/{id}/replies")
def say(server: InstagramServer, request: Request) -> Answer:
    return Answer.of_json({"id": server.say(server.us, request.params["id"], request.value("message") or "").id})


@router.on("GET", "/v25.0/{id}/insights")
def insights(server: InstagramServer, request: Request) -> Answer:
    post = server.post(request.params["id"])
    if server.few_viewers:
        raise error(10, "(#10) Not enough viewers for the media to show insights")
    if post.more.get("story"):
        return metrics(request, {"views": 34, "reach": 21, "shares": post.shares, "replies": 2})
    return metrics(request, {"views": 340, "reach": 210, "saved": 3, "shares": post.shares})


@router.on("GET", "/v25.0/{id}")
def one(server: InstagramServer, request: Request) -> Answer:
    identifier = request.params["id"]
    if identifier == server.us.id:
        return shown(request, {"id": identifier, "followers_count": server.us.followers})
    if identifier in server.containers:
        state, reason = server.state_of(identifier), server.containers[identifier].reason or None
        return shown(request, {"id": identifier, "status_code": state, "status": reason})
    post = server.post(identifier)
    if post.parent:
        raise gone(identifier)
    return shown(request, server.record(post))
