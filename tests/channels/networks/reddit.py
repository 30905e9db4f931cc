"""A local server that speaks Reddit's interface as PRAW uses it: submissions, comments, uploads, the inbox."""

import html
from dataclasses import dataclass, field
from typing import Any

from antiphon.practice.distortion import Wording
from antiphon.practice.exchange import Answer, RefusalError, Request
from tests.channels.networks.bearer import BearerServer, SigningIn

US, ADA = "bottega", "ada"
NUMBERS = {US: "t2_bott", ADA: "t2_adaa"}


@dataclass
class Submission:
    """A submission as it stands, or is being made."""

    id: str
    title: str
    text: str
    community: str
    at: float
    pictures: tuple[tuple[str, str], ...] = ()
    url: str = ""
    flair: str = ""
    poll: tuple[str, ...] = ()
    asked: dict[str, Any] = field(default_factory=dict)
    score: int = 1
    crossposts: int = 0
    standing: bool = True


@dataclass
class Remark:
    """A comment, or with `to_us` alone a private message."""

    id: str
    author: str
    text: str
    parent: str
    link: str
    at: float
    kind: str = "t1"
    type: str = "comment_reply"


class RedditServer(BearerServer):
    """Reddit with our account, Ada's and the community r/knitting."""

    name = "reddit"
    signing_in = SigningIn("/api/v1/authorize", "/api/v1/access_token", asks=(("duration", "permanent"),))
    wording = Wording(frozenset({"created_utc"}), frozenset({"body_html"}), frozenset({"body", "selftext"}))
    routes = (
        ("GET", "/api/v1/me", "me"),
        ("POST", "/api/submit", "submit"),
        ("POST", "/api/submit_gallery_post.json", "submit_gallery"),
        ("POST", "/api/submit_poll_post", "submit_poll"),
        ("POST", "/api/comment", "comment"),
        ("POST", "/api/del", "delete"),
        ("POST", "/api/media/asset.json", "lease"),
        ("POST", "/upload", "upload"),
        ("GET", "/api/info", "info"),
        ("GET", "/comments/{id}", "thread"),
        ("GET", "/message/inbox", "inbox"),
        ("GET", "/user/{name}/submitted", "submitted"),
        ("GET", "/user/{name}/comments", "commented"),
        ("GET", "/r/{community}/api/link_flair_v2", "flairs"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.submissions: dict[str, Submission] = {}
        self.remarks: dict[str, Remark] = {}
        self.pictures: dict[str, bytes] = {}
        self.leases: set[str] = set()
        self.subscribers = 5
        self.makes_pictures_at_once = True
        self.error: list[str] = []
        self.ratelimit = 0.0

    # What people do ---------------------------------------------------------------------------------

    def say(self, text: str, parent: str, **more: Any) -> Remark:
        """Let Ada comment on what has this full name."""
        with self.lock:
            kind = "post_reply" if parent.startswith("t3_") else "comment_reply"
            return self._remark(ADA, text, parent, **{"type": kind} | more)

    def make(self) -> None:
        """Let what is in the making stand."""
        for one in self.submissions.values():
            one.standing = True

    # What the interface answers ---------------------------------------------------------------------

    def answer(self, request: Request) -> Answer:
        """Answer whoever has the token; files go to another house, without it."""
        if request.path == "/upload":
            if request.bearer:
                raise RefusalError(400, {"error": "this house must not see the token"})
            return self.upload(request)
        self.signed_in(request)
        if not request.headers.get("user-agent", "").startswith("web:antiphon:"):
            raise RefusalError(429, {"message": "Too Many Requests", "error": 429})
        answer = super().answer(request)
        answer.headers |= {"x-ratelimit-remaining": "98.0", "x-ratelimit-reset": "300", "x-ratelimit-used": "2"}
        return answer

    def me(self, _request: Request) -> Any:
        """Tell who we are."""
        own = {"subscribers": self.subscribers}
        return {"id": "bott", "name": US, "icon_img": "https://styles.redditmedia.com/a.png?s=1", "subreddit": own}

    def submit(self, request: Request) -> Any:
        """Take a submission; one with a picture is made in its own time."""
        told = {name: values[0] for name, values in request.form.items()}
        kind = told["kind"]
        shown = told.get("url", "").rpartition("/")[2] if kind == "image" else ""
        if kind == "image" and shown not in self.pictures:
            return self._refused("IMAGE_ERROR", "That is no picture.", "url")
        pictures = ((shown, ""),) if shown else ()
        made = self._submission(told, pictures, "" if kind == "image" else told.get("url", ""))
        if isinstance(made, dict):
            return made
        if kind != "image":
            return self._told(made, name=f"t3_{made.id}")
        made.standing = self.makes_pictures_at_once
        return {"json": {"errors": [], "data": {"user_submitted_page": "…", "websocket_url": "wss://ws.example/a"}}}

    def submit_gallery(self, request: Request) -> Any:
        """Take a submission with several pictures."""
        told = request.json
        pictures = tuple((one["media_id"], one["caption"]) for one in told["items"])
        if any(len(caption) > 180 or number not in self.pictures for number, caption in pictures):
            return self._refused("INVALID_GALLERY", "This gallery cannot be made.", "items")
        made = self._submission(told, pictures)
        return made if isinstance(made, dict) else self._told(made, id=f"t3_{made.id}")

    def submit_poll(self, request: Request) -> Any:
        """Take a poll."""
        told = request.json
        made = self._submission(told, poll=tuple(told["options"]))
        return made if isinstance(made, dict) else self._told(made, id=f"t3_{made.id}")

    def comment(self, request: Request) -> Any:
        """Take a comment of ours."""
        if self.error:
            return self._refused(*self.error)
        remark = self._remark(US, request.value("text") or "", request.value("thing_id") or "")
        return {"json": {"errors": [], "data": {"things": [self._thing(remark)]}}}

    def delete(self, request: Request) -> Any:
        """Delete; what is not there is no error."""
        number = (request.value("id") or "")[3:]
        self.submissions.pop(number, None)
        self.remarks.pop(number, None)
        return {}

    def lease(self, _request: Request) -> Any:
        """Give a place for a file."""
        number = f"asset{self.number()}"
        self.leases.add(number)
        fields = [{"name": "acl", "value": "public-read"}, {"name": "key", "value": f"rte_images/{number}"}]
        return {"args": {"action": f"{self.url}/upload", "fields": fields}, "asset": {"asset_id": number}}

    def upload(self, request: Request) -> Answer:
        """Take a file; its fields must stand before it."""
        number = (request.value("key") or "").rpartition("/")[2]
        if number not in self.leases:
            return Answer(403, b"<Error><Code>AccessDenied</Code></Error>", "application/xml")
        self.pictures[number] = request.files["file"].data
        return Answer(201, b"<PostResponse/>", "application/xml")

    def info(self, request: Request) -> Any:
        """Tell of things by their full names."""
        found = self.submissions.get((request.value("id") or "")[3:])
        return self._listing([self._post(found)] if found and found.standing else [])

    def thread(self, request: Request) -> Any:
        """Tell a submission and what is under it."""
        found = self.submissions.get(request.params["id"])
        if found is None:
            raise RefusalError(404, {"message": "Not Found", "error": 404})
        return [self._listing([self._post(found)]), self._listing(self._under(f"t3_{found.id}"))]

    def inbox(self, _request: Request) -> Any:
        """Tell what was said to us, the newest first."""
        ours = {f"t3_{number}" for number in self.submissions}
        ours |= {f"t1_{one.id}" for one in self.remarks.values() if one.author == US}
        heard = [one for one in self.remarks.values() if one.author != US]
        heard = [one for one in heard if one.kind == "t4" or one.type == "username_mention" or self._to_us(one, ours)]
        return self._listing([self._thing(one) for one in reversed(heard)])

    def submitted(self, _request: Request) -> Any:
        """Tell our submissions, the newest first."""
        standing = [one for one in self.submissions.values() if one.standing]
        return self._listing([self._post(one) for one in sorted(standing, key=lambda one: -one.at)])

    def commented(self, _request: Request) -> Any:
        """Tell our comments, the newest first."""
        ours = [one for one in self.remarks.values() if one.author == US]
        return self._listing([self._thing(one) for one in sorted(ours, key=lambda one: -one.at)])

    def flairs(self, _request: Request) -> Any:
        """Tell the labels of a community."""
        return [{"id": "f1", "text": "Finished object"}, {"id": "f2", "text": "Question"}]

    def unknown_token(self) -> Any:
        """Return what Reddit says."""
        return {"message": "Unauthorized", "error": 401}

    def too_many_requests(self, retry_after: int) -> Answer:
        """Return Reddit's 429, which tells seconds."""
        head = {"x-ratelimit-remaining": "0.0", "x-ratelimit-reset": str(retry_after)}
        return Answer.of_json({"message": "Too Many Requests", "error": 429}, 429, head)

    # How it is kept and written ---------------------------------------------------------------------

    def _submission(
        self,
        told: dict[str, Any],
        pictures: tuple[tuple[str, str], ...] = (),
        url: str = "",
        poll: tuple[str, ...] = (),
    ) -> Submission | dict[str, Any]:
        if self.error:
            return self._refused(*self.error)
        if not told.get("title") or len(told["title"]) > 300:
            return self._refused("TOO_LONG", "this is too long (max: 300)", "title")
        if told["sr"] != "knitting":
            return self._refused("SUBREDDIT_NOEXIST", "Hmm, that community doesn't exist.", "sr")
        words, flair = told.get("text", ""), told.get("flair_id", "")
        at = self.clock.now().timestamp()
        made = Submission(f"s{self.number()}", told["title"], words, "knitting", at, pictures, url, flair, poll, told)
        self.submissions[made.id] = made
        return made

    def _remark(self, author: str, text: str, parent: str, **more: Any) -> Remark:
        above = self.remarks.get(parent[3:])
        link = above.link if above else parent[3:]
        at = self.clock.now().timestamp()
        made = Remark(f"c{self.number()}", author, text, parent, link, at, **more)
        self.remarks[made.id] = made
        return made

    def _refused(self, *error: str) -> dict[str, Any]:
        more = {"ratelimit": self.ratelimit} if self.ratelimit else {}
        return {"json": {"errors": [list(error)], **more}}

    def _told(self, made: Submission, **more: str) -> dict[str, Any]:
        url = f"https://www.reddit.com{self._link(made)}"
        return {"json": {"errors": [], "data": {"url": url, "id": made.id, **more}}}

    def _to_us(self, remark: Remark, ours: set[str]) -> bool:
        return remark.parent in ours or f"t3_{remark.link}" in ours

    def _link(self, made: Submission) -> str:
        return f"/r/{made.community}/comments/{made.id}/a_title/"

    def _under(self, name: str) -> list[dict[str, Any]]:
        found = [one for one in self.remarks.values() if one.parent == name]
        return [self._thing(one) for one in found]

    def _listing(self, children: list[dict[str, Any]]) -> dict[str, Any]:
        return {"kind": "Listing", "data": {"after": None, "before": None, "children": children}}

    def _post(self, made: Submission) -> dict[str, Any]:
        shown = f"https://i.redd.it/{made.pictures[0][0]}.png" if len(made.pictures) == 1 else made.url
        data = {
            "id": made.id,
            "name": f"t3_{made.id}",
            "title": made.title,
            "selftext": made.text + (f"\n\n[View Poll](https://www.reddit.com/poll/{made.id})" if made.poll else ""),
            "author": US,
            "author_fullname": NUMBERS[US],
            "subreddit": made.community,
            "created_utc": made.at,
            "permalink": self._link(made),
            "url": shown or f"https://www.reddit.com{self._link(made)}",
            "score": made.score,
            "num_comments": sum(1 for one in self.remarks.values() if one.link == made.id),
            "num_crossposts": made.crossposts,
        }
        return {"kind": "t3", "data": data}

    def _thing(self, remark: Remark) -> dict[str, Any]:
        answers = self._under(f"t1_{remark.id}") if remark.kind == "t1" else []
        place = f"/r/knitting/comments/{remark.link}/a_title/{remark.id}/"
        data = {
            "id": remark.id,
            "name": f"{remark.kind}_{remark.id}",
            "body": remark.text,
            "body_html": f'<div class="md"><p>{html.escape(remark.text, quote=False)}</p></div>',
            "author": remark.author,
            "author_fullname": NUMBERS[remark.author],
            "created_utc": remark.at,
            "type": remark.type,
            "replies": self._listing(answers) if answers else "",
        }
        if remark.kind == "t1":
            data |= {"parent_id": remark.parent, "link_id": f"t3_{remark.link}", "permalink": place}
            data["context"] = f"{place}?context=3"
        return {"kind": remark.kind, "data": data}
