"""The routes of the Admin API that a publishing tool uses."""

import re
import uuid
from datetime import timedelta
from typing import Any

from antiphon.practice.clock import parse_iso
from antiphon.practice.exchange import Answer, Request
from antiphon.practice.ghost.publication import Publication, refusal
from antiphon.practice.ghost.records import Comment, File, Post
from antiphon.practice.images import file_kind
from antiphon.practice.routing import Router

router = Router[Publication]()
API = "/ghost/api/admin"
LONGEST = {"title": 255, "feature_image_alt": 191, "custom_excerpt": 300}
EXTENSIONS = {
    "images": frozenset({"jpg", "jpeg", "png", "gif", "webp", "svg"}),
    "media": frozenset({"mp4", "webm", "ogv", "mp3", "wav", "ogg", "m4a"}),
    "files": frozenset({"pdf", "json", "txt", "csv", "zip", "epub"}),
}


@router.on("GET", f"{API}/site")
def site(here: Publication, request: Request) -> Answer:  # noqa: ARG001
    """Tell everybody whose publication this is."""
    document = {"title": here.title, "url": f"{here.url}/", "icon": None, "version": "6.65"}
    return Answer.of_json({"site": document})


# Posts --------------------------------------------------------------------------------------------


@router.on("GET", f"{API}/posts")
def posts(here: Publication, request: Request) -> Answer:
    """Return posts, the newest first; `filter` may name the last part of an address."""
    here.let_in(request)
    wanted = dict(re.findall(r"(slug):'([^']*)'", request.value("filter") or ""))
    found = [one for one in reversed(here.state.posts.values()) if _is(one, wanted)]
    return _listed("posts", [here.post_document(one) for one in found], request)


@router.on("GET", f"{API}/posts/{{id}}")
def post(here: Publication, request: Request) -> Answer:
    """Return one post."""
    here.let_in(request)
    return _shown(here, here.post(request.params["id"]))


@router.on("POST", f"{API}/posts")
def create_post(here: Publication, request: Request) -> Answer:
    """Make a post; without `source=html` its HTML is left out, as Ghost does."""
    here.let_in(request)
    said = _checked(request)
    if not str(said.get("title") or "").strip():
        raise refusal(422, "ValidationError", "Validation error, cannot save post.")
    made = Post(
        id=here.next_id(),
        uuid=str(uuid.uuid4()),
        slug=here.free_slug(said.get("slug") or "untitled"),
        title=said["title"],
        html=str(said.get("html") or "") if request.value("source") == "html" else "",
        status=said.get("status") or "draft",
        visibility=said.get("visibility") or "public",
        updated_at=here.clock.now(),
        feature_image=said.get("feature_image") or "",
        feature_image_alt=said.get("feature_image_alt") or "",
        custom_excerpt=said.get("custom_excerpt") or "",
        featured=bool(said.get("featured")),
        tags=[tag["name"] for tag in said.get("tags") or []],
    )
    here.state.posts[made.id] = made
    return _shown(here, made, 201)


@router.on("PUT", f"{API}/posts/{{id}}")
def edit_post(here: Publication, request: Request) -> Answer:
    """Change the status of a post; whoever has not seen its latest edition is refused."""
    here.let_in(request)
    found, said = here.post(request.params["id"]), _checked(request)
    if abs(parse_iso(said.get("updated_at") or "1970-01-01") - found.updated_at) > timedelta(seconds=1):
        raise refusal(409, "UpdateCollisionError", "Saving failed! Someone else is editing this post.")
    found.status, found.updated_at = said.get("status") or found.status, here.clock.now()
    here.revision += 1
    return _shown(here, found)


def _checked(request: Request) -> dict[str, Any]:
    said: dict[str, Any] = ((request.json or {}).get("posts") or [{}])[0]
    for name, most in LONGEST.items():
        if len(said.get(name) or "") > most:
            raise refusal(
                422, "ValidationError", f"Validation error: {name} cannot be longer than {most} characters."
            )
    return said


def _shown(here: Publication, found: Post, status: int = 200) -> Answer:
    return Answer.of_json({"posts": [here.post_document(found)]}, status)


# Files --------------------------------------------------------------------------------------------


@router.on("POST", f"{API}/images/upload", f"{API}/media/upload", f"{API}/files/upload")
def upload(here: Publication, request: Request) -> Answer:
    """Take a file."""
    here.let_in(request)
    shelf = request.path.split("/")[-2]
    sent = request.files.get("file")
    if sent is None:
        raise refusal(422, "ValidationError", "Please select a file.")
    extension = sent.filename.rpartition(".")[2].lower()
    if extension not in EXTENSIONS[shelf]:
        raise refusal(415, "UnsupportedMediaTypeError", "Please select a valid file.")
    kind, name = file_kind(sent.data), f"{here.next_id()}.{extension}"
    here.files.put(name, sent.data)
    mime_type = kind.mime_type if kind else sent.content_type
    here.state.files[name] = File(
        name, shelf, mime_type, len(sent.data), kind.width if kind else 0, kind.height if kind else 0
    )
    address = f"{here.url}/content/{shelf}/{name}"
    return Answer.of_json({shelf: [{"url": address, "ref": request.value("ref")}]}, 201)


@router.on("GET", "/content/{shelf}/{name}")
def bytes_of_file(here: Publication, request: Request) -> Answer:
    """Serve a file."""
    file, data = here.state.files.get(request.params["name"]), here.files.get(request.params["name"])
    if file is None or data is None:
        raise refusal(404, "NotFoundError", "Not found")
    return Answer(200, data, file.mime_type)


# Comments and members -----------------------------------------------------------------------------


@router.on("GET", f"{API}/comments")
def comments(here: Publication, request: Request) -> Answer:
    """Return comments, the newest first unless `order` says otherwise; `filter` may name a post and a status."""
    here.let_in(request)
    if not here.tells_comments:
        message = "API tokens do not have permission to access this endpoint"
        raise refusal(403, "NoPermissionError", message)
    wanted = dict(re.findall(r"(post_id|status):(\w+)", request.value("filter") or ""))
    found = [one for one in here.state.comments.values() if _is(one, wanted)]
    found.sort(key=lambda one: one.id, reverse="desc" in (request.value("order") or "desc"))
    return _listed("comments", [here.comment_document(one) for one in found], request)


def _is(one: Post | Comment, wanted: dict[str, str]) -> bool:
    return all(getattr(one, name) == value for name, value in wanted.items())


@router.on("GET", f"{API}/members")
def members(here: Publication, request: Request) -> Answer:
    """Return members."""
    here.let_in(request)
    return _listed("members", [{"id": one.id, "name": one.name} for one in here.state.members.values()], request)


def _listed(name: str, found: list[dict[str, Any]], request: Request) -> Answer:
    size, page = int(request.value("limit") or 15), int(request.value("page") or 1)
    pages = max(1, -(-len(found) // size))
    told = {"page": page, "limit": size, "pages": pages, "total": len(found)}
    return Answer.of_json({name: found[size * (page - 1) : size * page], "meta": {"pagination": told}})
