"""A local server that speaks LinkedIn’s documented interface: an organization's page, its admin, and Ada."""

import itertools
import json
import re
from typing import Any

from antiphon.practice.distortion import Wording
from antiphon.practice.exchange import Answer, Request
from antiphon.practice.faults import RevokedToken
from antiphon.practice.images import file_kind
from antiphon.practice.routing import Router
from antiphon.practice.server import PracticeServer
from tests.channels.networks.linkedin_records import (
    Asset,
    Comment,
    Note,
    Post,
    listed,
    milliseconds,
    named,
    refusal,
    understood,
)

TOKEN = "AQVbottega-token"
PART = 512
router = Router["LinkedInServer"]()


class LinkedInServer(PracticeServer):
    """LinkedIn."""

    name = "linkedin"
    wording = Wording(
        frozenset({"createdAt", "publishedAt", "lastModifiedAt", "time"}),
        html=frozenset(),
        text=frozenset({"text", "commentary", "localizedFirstName", "localizedLastName"}),
    )

    def __init__(self) -> None:
        super().__init__()
        self.page, self.admin, self.ada = "urn:li:organization:5515715", "urn:li:person:anna01", "urn:li:person:ada02"
        self.names = {self.admin: ("Anna", "Bottega"), self.ada: ("Ada", "Weaver")}
        self.tokens = {TOKEN}
        self.posts: list[Post] = []
        self.comments: list[Comment] = []
        self.assets: dict[str, Asset] = {}
        self.notes: list[Note] = []
        self.followers = 7
        self.tells_names = self.reads_profiles = True
        self.refuses_duplicates = False
        self.working = False
        self.signed_in: dict[str, str] = {}
        self._numbers = itertools.count(7_000_000_000_000_000_001)

    def number(self) -> int:
        """Return a number for something new."""
        return next(self._numbers)

    # What people do ---------------------------------------------------------------------------------

    def say(self, actor: str, above: str, text: str) -> Comment:
        """Let somebody comment on a post or answer a comment; what answers an answer hangs on its comment."""
        answered = next((one for one in self.comments if one.urn == above), None)
        thread = answered.thread if answered else self.post(above).activity
        parent = (answered.parent or answered.urn) if answered else ""
        made = Comment(str(self.number()), thread, actor, text, self.clock.now(), parent)
        self.comments.append(made)
        if actor != self.page:
            self.note("COMMENT", made.urn, self.under(thread))
        return made

    def note(self, action: str, made: str, post: Post, **more: Any) -> None:
        """Tell the admins of the page."""
        self.notes.append(Note(self.number(), action, self.clock.now(), made, post, more))

    def mention(self, text: str) -> str:
        """Let Ada mention the page in a post of hers."""
        urn = f"urn:li:share:{self.number()}"
        hers = Post(urn, self.ada, text, self.clock.now(), {})
        share = {"owner": self.ada, "text": f"@[La Bottega]({self.page}) {text}", "entity": urn}
        self.note("SHARE_MENTION", urn, hers, decoratedGeneratedActivity={"share": share})
        return urn

    def react(self, post: Post) -> None:
        """Let Ada like and repost a post."""
        post.likes += 1
        post.shares += 1
        self.note("LIKE", f"urn:li:reaction:({self.ada},{post.activity})", post)
        share = {"owner": self.ada, "text": "", "entity": f"urn:li:share:{self.number()}"}
        self.note("SHARE", share["entity"], post, decoratedGeneratedActivity={"share": share})

    def post(self, urn: str) -> Post:
        """Return a post, or refuse."""
        found = next((one for one in self.posts if urn in {one.urn, one.activity}), None)
        if found is None:
            raise refusal(404, "RESOURCE_NOT_FOUND", f"Could not find entity {urn}")
        return found

    def under(self, activity: str) -> Post:
        """Return the post of an activity."""
        return self.post(activity)

    # The interface ----------------------------------------------------------------------------------

    def answer(self, request: Request) -> Answer:
        """Answer a request of the interface, or of who signs in."""
        if request.path == "/oauth/v2/authorization":
            self.signed_in = {name: values[0] for name, values in request.query.items()}
            back = f"{self.signed_in['redirect_uri']}?code=the-code&state={self.signed_in['state']}"
            return Answer(302, headers={"Location": back})
        if request.path == "/oauth/v2/accessToken":
            return Answer.of_json({"access_token": TOKEN, "expires_in": 5_184_000, "scope": self.signed_in["scope"]})
        if request.bearer not in self.tokens:
            raise refusal(401, "INVALID_ACCESS_TOKEN", "Invalid access token", 65_600)
        versioned = request.path.startswith("/rest/")
        if versioned and not re.fullmatch(r"20\d{4}", request.headers.get("linkedin-version", "")):
            raise refusal(400, "VERSION_MISSING", "A version must be present.")
        if versioned and request.headers.get("x-restli-protocol-version") != "2.0.0":
            raise refusal(400, "ILLEGAL_ARGUMENT", "Syntax exception in path variables")
        found = router.answer(self, request)
        if found is None:
            raise refusal(404, "RESOURCE_NOT_FOUND", f"No virtual resource found for {request.path}")
        return found

    def too_many_requests(self, retry_after: int) -> Answer:  # noqa: ARG002  LinkedIn does not say how long
        """Return LinkedIn’s 429."""
        text = "Resource level throttle APPLICATION DAY limit for calls to this resource is reached."
        return refusal(429, "TOO_MANY_REQUESTS", text).answer

    def server_error(self, status: int) -> Answer:
        """Return LinkedIn’s 5xx."""
        return Answer.of_json({"message": "Internal Server Error", "status": status}, status)

    def revoked_token(self, fault: RevokedToken) -> Answer:
        """Return LinkedIn’s answer to a token that is no longer good."""
        text = fault.error or "The token used in the request has been revoked by the user"
        return refusal(401, "REVOKED_ACCESS_TOKEN", text, 65_601).answer


@router.on("GET", "/v2/userinfo")
def userinfo(server: LinkedInServer, request: Request) -> Answer:
    first, last = server.names[server.admin]
    return Answer.of_json({"sub": "anna01", "name": f"{first} {last}", "picture": "https://cdn.example/anna.jpg"})


@router.on("GET", "/v2/me")
def me(server: LinkedInServer, request: Request) -> Answer:
    first, last = server.names[server.admin]
    told = {"id": "anna01", "localizedFirstName": first, "localizedLastName": last, "vanityName": "anna-bottega"}
    return Answer.of_json(told)


@router.on("GET", "/rest/people/{who}")
def person(server: LinkedInServer, request: Request) -> Answer:
    number = request.params["who"].removeprefix("(id:").removesuffix(")")
    if not server.tells_names:
        raise refusal(403, "ACCESS_DENIED", "Not enough permissions to access: people.GET")
    first, last = server.names[f"urn:li:person:{number}"]
    return Answer.of_json({"id": number, "localizedFirstName": first, "localizedLastName": last})


@router.on("GET", "/rest/organizations/{id}")
def organization(server: LinkedInServer, request: Request) -> Answer:
    if f"urn:li:organization:{request.params['id']}" != server.page:
        raise refusal(404, "RESOURCE_NOT_FOUND", "Could not find organization")
    return Answer.of_json({"id": 5515715, "localizedName": "La Bottega", "vanityName": "bottega"})


@router.on("GET", "/rest/organizationAcls")
def roles(server: LinkedInServer, request: Request) -> Answer:
    rows = [(server.page, "ADMINISTRATOR"), ("urn:li:organization:99", "ANALYST")]
    told = [
        {"organization": urn, "role": role, "roleAssignee": server.admin, "state": "APPROVED"} for urn, role in rows
    ]
    return listed(request, told)


@router.on("GET", "/rest/networkSizes/{urn}")
def network_size(server: LinkedInServer, request: Request) -> Answer:
    assert (named(request, "urn"), request.value("edgeType")) == (server.page, "COMPANY_FOLLOWED_BY_MEMBER")
    return Answer.of_json({"firstDegreeSize": server.followers})


@router.on("POST", "/rest/images", "/rest/documents", "/rest/videos")
def announce(server: LinkedInServer, request: Request) -> Answer:
    kind, action = request.path.rpartition("/")[2].removesuffix("s"), request.value("action")
    if action == "finalizeUpload":
        return finalize(server, request.json["finalizeUploadRequest"])
    asked = request.json["initializeUploadRequest"]
    if asked["owner"] not in {server.page, server.admin}:
        raise refusal(403, "ACCESS_DENIED", "Not the owner")
    asset = Asset(f"urn:li:{kind}:C{server.number()}", size=asked.get("fileSizeBytes", 0))
    server.assets[asset.urn] = asset
    address = f"{server.url}/dms-uploads/{asset.urn}"
    if kind != "video":
        return Answer.of_json({"value": {"uploadUrl": address, kind: asset.urn, "uploadUrlExpiresAt": 1}})
    parts = [
        {"uploadUrl": f"{address}/{first}", "firstByte": first, "lastByte": min(first + PART, asset.size) - 1}
        for first in range(0, asset.size, PART)
    ]
    told = {"video": asset.urn, "uploadInstructions": parts, "uploadToken": "", "uploadUrlsExpireAt": 1}
    told |= {"thumbnailUploadUrl": f"{address}/thumbnail"}
    if asked["uploadCaptions"]:
        told["captionsUploadUrl"] = f"{address}/captions"
    return Answer.of_json({"value": told})


@router.on("POST", "/dms-uploads/{urn}/captions")
def caption(server: LinkedInServer, request: Request) -> Answer:
    about = json.loads(request.value("metadata") or "{}")
    wanted = {"format": "SRT", "source": "USER_PROVIDED", "transcriptType": "CLOSED_CAPTION"}
    if not wanted.items() <= about.items() or {"language", "country"} - set(about["locale"]):
        raise refusal(400, "ILLEGAL_ARGUMENT", "The captions are not described")
    asset = server.assets[request.params["urn"]]
    asset.captions[about["locale"]["language"]] = request.files["file"].data.decode()
    return Answer(201)


@router.on("PUT", "/dms-uploads/{urn}", "/dms-uploads/{urn}/{part}")
def put(server: LinkedInServer, request: Request) -> Answer:
    asset, part = server.assets[request.params["urn"]], request.params.get("part")
    if part == "thumbnail":
        asset.thumbnail = request.body
        return Answer(201)
    asset.data += request.body
    if part is None:
        asset.status = "PROCESSING" if server.working else "AVAILABLE"
    return Answer(201 if part is None else 200, headers={"ETag": f'"mark-{part}"'})


def finalize(server: LinkedInServer, asked: dict[str, Any]) -> Answer:
    asset = server.assets[asked["video"]]
    if asked["uploadedPartIds"] != [f"mark-{first}" for first in range(0, asset.size, PART)]:
        raise refusal(400, "ILLEGAL_ARGUMENT", "The parts are not those that were uploaded")
    asset.status = "PROCESSING" if server.working else "AVAILABLE"
    return Answer()


@router.on("GET", "/rest/videos/{urn}", "/rest/documents/{urn}")
def asset_status(server: LinkedInServer, request: Request) -> Answer:
    asset = server.assets[named(request, "urn")]
    return Answer.of_json({"id": asset.urn, "status": asset.status})


@router.on("POST", "/rest/posts")
def create(server: LinkedInServer, request: Request) -> Answer:
    body = request.json
    missing = {"author", "commentary", "visibility", "distribution", "lifecycleState"} - set(body)
    if missing or body["author"] not in {server.page, server.admin}:
        raise refusal(422, "MISSING_FIELD", f"ERROR :: {sorted(missing)} :: field is required but not found")
    text = understood(body["commentary"])
    same = next((one for one in server.posts if one.text == text and text), None)
    if same and server.refuses_duplicates:
        raise refusal(422, "DUPLICATE_POST", f"Content is a duplicate of {same.urn}")
    shown = body.get("content") or {}
    text = text or (shown.get("poll") or {}).get("question", "")
    post = Post(f"urn:li:share:{server.number()}", body["author"], text, server.clock.now(), body)
    server.posts.append(post)
    return Answer(201, headers={"x-restli-id": post.urn})


@router.on("GET", "/rest/posts")
def by_author(server: LinkedInServer, request: Request) -> Answer:
    if request.headers.get("x-restli-method") != "FINDER" or request.value("q") != "author":
        raise refusal(400, "ILLEGAL_ARGUMENT", "No such finder")
    author = request.value("author")
    if author == server.admin and not server.reads_profiles:
        raise refusal(403, "ACCESS_DENIED", "Not enough permissions to access: posts.FINDER-author")
    newest = sorted(server.posts, key=lambda one: one.changed or one.at, reverse=True)
    return listed(request, [written(one) for one in newest if one.author == author])


def written(post: Post) -> dict[str, Any]:
    at, changed = milliseconds(post.at), milliseconds(post.changed or post.at)
    times = {"createdAt": at, "publishedAt": at, "lastModifiedAt": changed}
    return post.body | {"id": post.urn} | times


@router.on("DELETE", "/rest/posts/{urn}")
def delete(server: LinkedInServer, request: Request) -> Answer:
    urn = named(request, "urn")
    server.posts = [one for one in server.posts if one.urn != urn]
    return Answer(204)


@router.on("GET", "/rest/socialActions/{urn}/comments")
def comments(server: LinkedInServer, request: Request) -> Answer:
    above = named(request, "urn")
    if above.startswith("urn:li:comment:"):
        return listed(request, [spoken(server, one) for one in server.comments if one.parent == above])
    thread = server.post(above).activity
    return listed(
        request, [spoken(server, one) for one in server.comments if one.thread == thread and not one.parent]
    )


@router.on("GET", "/rest/socialActions/{thread}/comments/{number}")
def comment(server: LinkedInServer, request: Request) -> Answer:
    found = [one for one in server.comments if one.number == request.params["number"]]
    if not found or found[0].thread != named(request, "thread"):
        raise refusal(404, "RESOURCE_NOT_FOUND", "Could not find comment")
    return Answer.of_json(spoken(server, found[0]))


@router.on("POST", "/rest/socialActions/{urn}/comments")
def speak(server: LinkedInServer, request: Request) -> Answer:
    above, body = named(request, "urn"), request.json
    if above.startswith("urn:li:comment:") and body.get("parentComment") != above:
        raise refusal(400, "ILLEGAL_ARGUMENT", "parentComment does not fit")
    made = server.say(body["actor"], above, body["message"]["text"])
    told = Answer.of_json(spoken(server, made), 201)
    told.headers["x-restli-id"] = made.number
    return told


@router.on("DELETE", "/rest/socialActions/{thread}/comments/{number}")
def unsay(server: LinkedInServer, request: Request) -> Answer:
    found = [one for one in server.comments if one.number == request.params["number"]]
    if not found or request.value("actor") != found[0].actor:
        raise refusal(404, "RESOURCE_NOT_FOUND", "Could not find comment")
    server.comments.remove(found[0])
    return Answer(204)


def spoken(server: LinkedInServer, said: Comment) -> dict[str, Any]:
    answers = sum(1 for one in server.comments if one.parent == said.urn)
    told: dict[str, Any] = {
        "id": said.number,
        "$URN": said.urn,
        "actor": said.actor,
        "object": said.thread,
        "message": {"text": said.text, "attributes": []},
        "created": {"actor": said.actor, "time": milliseconds(said.at)},
    }
    told |= {"parentComment": said.parent} if said.parent else {}
    summary = {"aggregatedTotalComments": answers, "totalFirstLevelComments": answers}
    return told | ({"commentsSummary": summary} if answers else {})


@router.on("GET", "/rest/organizationalEntityNotifications")
def notifications(server: LinkedInServer, request: Request) -> Answer:
    times = re.fullmatch(r"\(start:(\d+),end:(\d+)\)", request.value("timeRange") or "")
    actions = (request.value("actions") or "").removeprefix("List(").removesuffix(")").split(",")
    if times is None or request.value("organizationalEntity") != server.page:
        raise refusal(400, "ILLEGAL_ARGUMENT", "Invalid query parameters")
    begin, end = int(times[1]), int(times[2])
    found = [one for one in server.notes if begin <= milliseconds(one.at) < end and one.action in actions]
    return listed(request, [noted(server, one) for one in reversed(found)])


def noted(server: LinkedInServer, note: Note) -> dict[str, Any]:
    source = {"owner": note.post.author, "text": note.post.text, "entity": note.post.urn, "mediaCategory": "NONE"}
    return {
        "notificationId": note.number,
        "organizationalEntity": server.page,
        "action": note.action,
        "sourcePost": note.post.activity,
        "decoratedSourcePost": source,
        "generatedActivity": note.made,
        "lastModifiedAt": milliseconds(note.at),
        "subscriber": server.admin,
        **note.more,
    }


@router.on("GET", "/rest/organizationalEntityShareStatistics")
def statistics(server: LinkedInServer, request: Request) -> Answer:
    wanted = (request.value("shares") or "").removeprefix("List(").removesuffix(")")
    found = [one for one in server.posts if one.urn == wanted]
    return listed(request, [{"share": one.urn, "totalShareStatistics": counted(server, one)} for one in found])


def counted(server: LinkedInServer, post: Post) -> dict[str, Any]:
    said = sum(1 for one in server.comments if one.thread == post.activity)
    told = {"impressionCount": 900, "uniqueImpressionsCount": 700, "clickCount": 12, "engagement": 0.02}
    return told | {"likeCount": post.likes, "commentCount": said, "shareCount": post.shares}


def kind_of(server: LinkedInServer, urn: str) -> Any:
    """Return what kind of picture an asset is."""
    return file_kind(server.assets[urn].data)
