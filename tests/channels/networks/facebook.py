"""A local server that speaks the documented Pages API: a person, the page they manage, its posts and comments."""

import json
from dataclasses import dataclass, field
from typing import Any, ClassVar

from antiphon.practice.exchange import Answer, Request
from antiphon.practice.faults import RevokedToken
from antiphon.practice.routing import Router
from tests.channels.networks.graph import (
    File,
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

PAGES = "https://www.facebook.com"
PIECE = 700
router = Router["FacebookServer"]()


@dataclass
class Film:
    """A video on its way: uploaded in pieces, then worked on, then a post."""

    id: str
    size: int
    session: str
    data: bytearray = field(default_factory=bytearray)
    status: str = "uploading"
    told: dict[str, str] = field(default_factory=dict)
    thumb: bytes = b""
    post: str = ""
    uploading: str = "complete"


class FacebookServer(GraphServer):
    """Facebook."""

    name = "facebook"
    router: ClassVar[Router[Any]] = router

    def __init__(self) -> None:
        super().__init__()
        self.anna = self.add_someone("anna", "Anna Bottega")
        self.person_token, self.page_token = "EAAperson-token", "EAApage-token"
        self.tokens = {self.person_token: self.anna, self.page_token: self.us}
        self.photos: dict[str, File] = {}
        self.films: dict[str, Film] = {}
        self.stories: dict[str, str] = {}
        self.keeps_working = self.hides_people = self.is_small = False

    @property
    def person(self) -> Someone:
        """Who signs in: a person, who acts for the page."""
        return self.anna

    def act_as_page(self, request: Request) -> None:
        """Refuse a person's token where the page's is wanted."""
        if self.tokens[request.bearer or ""] is not self.us:
            raise error(200, "(#200) This call must be made with a Page Access Token")

    def record(self, post: Post) -> dict[str, Any]:
        """Return a post as it travels."""
        said = self.under(post.id)
        comments = {"data": [self.comment(one) for one in reversed(said)]} if said else None
        return {
            "id": post.id,
            "message": post.text or None,
            "created_time": written(post.at),
            "permalink_url": f"{PAGES}/bottega/posts/{post.id}",
            "from": {"id": post.author.id, "name": post.author.name},
            "attachments": {"data": [self.attached(post)]} if post.files or post.more.get("link") else None,
            "reactions": {"data": [], "summary": {"total_count": post.likes}},
            "comments": (comments or {"data": []}) | {"summary": {"total_count": len(said)}},
            "shares": {"count": post.shares} if post.shares else None,
        }

    def attached(self, post: Post) -> dict[str, Any]:
        """Return what stands with a post."""
        kinds = ["video" if file.is_video else "photo" for file in post.files]
        if not kinds:
            return {"media_type": "link", "url": post.more["link"]}
        if len(kinds) == 1:
            return {"media_type": kinds[0]}
        return {"media_type": "album", "subattachments": {"data": [{"media_type": kind} for kind in kinds]}}

    def comment(self, comment: Post) -> dict[str, Any]:
        """Return a comment as it travels."""
        who = None if self.hides_people else {"id": comment.author.id, "name": comment.author.name}
        nested = comment.parent != comment.root
        return {
            "id": comment.id,
            "message": comment.text,
            "created_time": written(comment.at),
            "permalink_url": f"{PAGES}/{comment.id}",
            "from": who,
            "parent": {"id": comment.parent} if nested else None,
        }

    def say(self, who: Someone, to: str, text: str) -> Post:
        """Let somebody comment on a post or answer a comment."""
        answered = self.post(to)
        return self.add(who, text, parent=to, root=answered.root or to)

    def finish(self, film: Film) -> None:
        """Be done with a video: it stands as a post."""
        film.status = "ready"
        post = self.stand(
            film.told.get("description", ""), [File("video/mp4", len(film.data))], title=film.told.get("title")
        )
        film.post = post.id

    def show(self, upload: str, file: File) -> Answer:
        """Show an upload as a story, once."""
        if upload in self.stories:
            raise error(100, "This media has been used in a story already")
        self.stories[upload] = self.stand("", [file]).id
        return Answer.of_json({"success": True, "post_id": self.stories[upload]})

    def stand(self, text: str, files: list[File], **more: Any) -> Post:
        """Let a post of the page stand; its id begins with that of the page."""
        post = Post(f"{self.us.id}_{self.new_id()}", self.us, text, self.clock.now(), files, more=more)
        self.posts[post.id] = post
        return post

    def revoked_token(self, fault: RevokedToken) -> Answer:
        """Return Facebook’s answer to a token that is no longer good."""
        return error(190, fault.error or "Error validating access token", 460, status=401).answer


@router.on("GET", "/v25.0/me/accounts")
def accounts(server: FacebookServer, request: Request) -> Answer:
    other = {"id": "99", "name": "Not ours to write", "tasks": ["ANALYZE"]}
    return listed(request, [page_record(server) | {"tasks": ["MANAGE", "CREATE_CONTENT"]}, other])


def page_record(server: FacebookServer) -> dict[str, Any]:
    us = server.us
    picture = {"data": {"url": "https://cdn.example/us.jpg"}}
    told = {"id": us.id, "name": us.name, "username": us.username, "link": f"{PAGES}/{us.username}"}
    return told | {"picture": picture, "followers_count": us.followers, "access_token": server.page_token}


@router.on("POST", "/v25.0/{page}/photos")
def photo(server: FacebookServer, request: Request) -> Answer:
    server.asked(request.params["page"])
    server.act_as_page(request)
    if request.value("published") != "false":
        raise error(100, "This server takes unpublished photos only")
    made = File.of(request.files["source"].data, request.value("alt_text_custom") or "")
    identifier = server.new_id()
    server.photos[identifier] = made
    return Answer.of_json({"id": identifier})


@router.on("POST", "/v25.0/{page}/feed")
def feed(server: FacebookServer, request: Request) -> Answer:
    server.asked(request.params["page"])
    server.act_as_page(request)
    attached = json.loads(request.value("attached_media") or "[]")
    link, text = request.value("link"), request.value("message") or ""
    if not (text or link or attached):
        raise error(100, "Missing message or attachment")
    files = [server.photos[one["media_fbid"]] for one in attached]
    return Answer.of_json({"id": server.stand(text, files, link=link or "").id})


@router.on("POST", "/v25.0/{page}/videos")
def video(server: FacebookServer, request: Request) -> Answer:
    server.asked(request.params["page"])
    server.act_as_page(request)
    phase, session = request.value("upload_phase"), request.value("upload_session_id")
    if phase == "start":
        film = Film(server.new_id(), int(request.value("file_size") or 0), server.new_id())
        server.films[film.id] = film
        offsets = {"start_offset": "0", "end_offset": str(min(PIECE, film.size))}
        return Answer.of_json({"video_id": film.id, "upload_session_id": film.session} | offsets)
    film = next(one for one in server.films.values() if one.session == session)
    return transfer(film, request) if phase == "transfer" else finish(server, film, request)


def transfer(film: Film, request: Request) -> Answer:
    if int(request.value("start_offset") or -1) != len(film.data):
        raise error(1363037, "There was a problem uploading your video file", 1363037)
    film.data += request.files["video_file_chunk"].data
    start = len(film.data)
    return Answer.of_json({"start_offset": str(start), "end_offset": str(min(start + PIECE, film.size))})


def finish(server: FacebookServer, film: Film, request: Request) -> Answer:
    if len(film.data) != film.size or film.status != "uploading":
        raise error(1363042, "The upload is not complete, or was finished already")
    film.told = {name: values[0] for name, values in request.form.items()}
    film.thumb = request.files["thumb"].data if "thumb" in request.files else b""
    film.status = "processing"
    if not server.keeps_working:
        server.finish(film)
    return Answer.of_json({"success": True})


@router.on("POST", "/v25.0/{page}/video_stories")
def video_story(server: FacebookServer, request: Request) -> Answer:
    server.asked(request.params["page"])
    server.act_as_page(request)
    if request.value("upload_phase") == "start":
        film = Film(server.new_id(), 0, "")
        server.films[film.id] = film
        return Answer.of_json({"video_id": film.id, "upload_url": f"{server.url}/video-upload/{film.id}"})
    film = server.films[request.value("video_id") or ""]
    return server.show(film.id, File("video/mp4", len(film.data)))


@router.on("POST", "/video-upload/{film}")
def story_upload(server: FacebookServer, request: Request) -> Answer:
    film = server.films[request.params["film"]]
    head = request.headers
    told = (head.get("authorization"), head.get("offset"), head.get("file_size"))
    if told != (f"OAuth {server.page_token}", "0", str(len(request.body))):
        raise error(1363037, "There was a problem uploading your video file", 1363037)
    film.data += request.body
    film.uploading = "in_progress" if server.keeps_working else "complete"
    return Answer.of_json({"success": True})


@router.on("POST", "/v25.0/{page}/photo_stories")
def photo_story(server: FacebookServer, request: Request) -> Answer:
    server.asked(request.params["page"])
    server.act_as_page(request)
    return server.show(request.value("photo_id") or "", server.photos[request.value("photo_id") or ""])


@router.on("GET", "/v25.0/{page}/stories")
def stories(server: FacebookServer, request: Request) -> Answer:
    server.act_as_page(request)
    told = [
        {"post_id": post, "media_id": upload, "status": "PUBLISHED", "creation_time": 1}
        for upload, post in server.stories.items()
    ]
    return listed(request, told)


@router.on("GET", "/v25.0/{page}/published_posts")
def published(server: FacebookServer, request: Request) -> Answer:
    server.act_as_page(request)
    shown = set(server.stories.values())
    ours = [
        post
        for post in server.posts.values()
        if post.author is server.us and not post.parent and post.id not in shown
    ]
    return listed(request, map(server.record, since(request, ours)))


@router.on("GET", "/v25.0/{page}/tagged")
def tagged(server: FacebookServer, request: Request) -> Answer:
    server.act_as_page(request)
    found = [post for post in server.posts.values() if post.more.get("names") == server.us.id]
    return listed(request, map(server.record, since(request, found)))


@router.on("GET", "/v25.0/{id}/comments")
def comments(server: FacebookServer, request: Request) -> Answer:
    server.act_as_page(request)
    above = server.post(request.params["id"])
    stream = request.value("filter") == "stream"
    found = server.under(above.id) if stream else [one for one in server.posts.values() if one.parent == above.id]
    ordered = found if request.value("order") == "chronological" else found[::-1]
    return listed(request, map(server.comment, ordered))


@router.on("POST", "/v25.0/{id}/comments")
def say(server: FacebookServer, request: Request) -> Answer:
    server.act_as_page(request)
    made = server.say(server.us, request.params["id"], request.value("message") or "")
    attached = request.value("attachment_id")
    made.files = [server.photos[attached]] if attached else []
    return Answer.of_json({"id": made.id})


@router.on("GET", "/v25.0/{id}/insights")
def insights(server: FacebookServer, request: Request) -> Answer:
    server.post(request.params["id"])
    if server.is_small:
        raise error(100, "(#100) Insights are not available for this Page")
    return metrics(request, {"post_media_view": 800, "post_total_media_view_unique": 500, "post_clicks": 21})


@router.on("GET", "/v25.0/{id}")
def one(server: FacebookServer, request: Request) -> Answer:
    identifier = request.params["id"]
    if identifier == server.us.id:
        return shown(request, page_record(server))
    server.act_as_page(request)
    if identifier in server.films:
        film = server.films[identifier]
        status = {"video_status": film.status, "uploading_phase": {"status": film.uploading}}
        return shown(request, {"id": film.id, "status": status, "post_id": film.post or None})
    return shown(request, server.record(server.post(identifier)))


@router.on("DELETE", "/v25.0/{id}")
def delete(server: FacebookServer, request: Request) -> Answer:
    server.act_as_page(request)
    if request.params["id"] not in server.posts:
        raise gone(request.params["id"])
    del server.posts[request.params["id"]]
    return Answer.of_json({"success": True})
