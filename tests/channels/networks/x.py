"""A local server that speaks X's documented interface, version 2: posts, chunked uploads, mentions, search."""

import html
from dataclasses import dataclass, field
from typing import Any

from antiphon.lib.counting import x_weight
from antiphon.practice.clock import iso
from antiphon.practice.exchange import Answer, RefusalError, Request
from tests.channels.networks.bearer import BearerServer, SigningIn

US, ADA = "2244994945", "6253282"


@dataclass
class File:
    """Something that was uploaded: its pieces in order, and what was said of it."""

    media_type: str
    category: str
    total: int
    pieces: dict[int, bytes] = field(default_factory=dict)
    alt_text: str = ""
    subtitles: list[dict[str, str]] = field(default_factory=list)
    finalized: bool = False
    asked: int = 0

    @property
    def data(self) -> bytes:
        """The whole file."""
        return b"".join(self.pieces[index] for index in sorted(self.pieces))


@dataclass
class Tweet:
    """A post as it stands."""

    id: str
    author: str
    text: str
    created_at: str
    media: tuple[str, ...] = ()
    answers: str = ""
    poll: tuple[str, ...] = ()
    asked: dict[str, Any] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)


class XServer(BearerServer):
    """X with our account @bottega and Ada's."""

    name = "x"
    signing_in = SigningIn(
        "/i/oauth2/authorize", "/2/oauth2/token", asks=(("scope", "offline.access"),), proves=True, rotates=True
    )
    routes = (
        ("GET", "/2/users/me", "me"),
        ("POST", "/2/tweets", "write"),
        ("GET", "/2/tweets/search/recent", "search"),
        ("GET", "/2/tweets/{id}", "read"),
        ("DELETE", "/2/tweets/{id}", "delete"),
        ("GET", "/2/users/{id}/mentions", "mentions"),
        ("POST", "/2/media/upload/initialize", "initialize"),
        ("POST", "/2/media/upload/{id}/append", "append"),
        ("POST", "/2/media/upload/{id}/finalize", "finalize"),
        ("GET", "/2/media/upload", "status"),
        ("POST", "/2/media/metadata", "describe"),
        ("POST", "/2/media/subtitles", "subtitle"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.tweets: dict[str, Tweet] = {}
        self.files: dict[str, File] = {}  # type: ignore[assignment]
        self.subscription = "None"
        self.followers = 3
        self.looks_until_ready = 1
        self.fails = False
        self.credits = True

    # What people do ---------------------------------------------------------------------------------

    def say(self, text: str, answers: str = "") -> str:
        """Let Ada post; return its number."""
        with self.lock:
            return self._keep(Tweet(self.number(), ADA, text, iso(self.clock.now()), answers=answers)).id

    def ours(self) -> list[Tweet]:
        """Return our posts, the oldest first."""
        return [one for one in self.tweets.values() if one.author == US]

    # What the interface answers ---------------------------------------------------------------------

    def answer(self, request: Request) -> Answer:
        """Answer whoever has the token and has paid."""
        self.signed_in(request)
        if not self.credits:
            raise RefusalError(402, {"title": "CreditsDepleted", "status": 402})
        return super().answer(request)

    def me(self, request: Request) -> Any:
        """Tell who we are."""
        told = {"id": US, "username": "bottega", "name": "La Bottega", "profile_image_url": "https://pbs.twimg.com/a"}
        fields = (request.value("user.fields") or "").split(",")
        if "subscription_type" in fields:
            told["subscription_type"] = self.subscription
        if "public_metrics" in fields:
            told["public_metrics"] = {"followers_count": self.followers}  # type: ignore[assignment]
        return {"data": told}

    def write(self, request: Request) -> Answer:
        """Post."""
        body = request.json
        text, media = body.get("text", ""), tuple(body.get("media", {}).get("media_ids", ()))
        if not media and any(one.text == text and not one.media for one in self.ours()):
            detail = "You are not allowed to create a Tweet with duplicate content."
            raise RefusalError(403, {"title": "Forbidden", "detail": detail, "status": 403})
        if x_weight(text) > (280 if self.subscription == "None" else 25_000):
            raise RefusalError(400, {"title": "Invalid Request", "detail": "text is too long", "status": 400})
        if any(not self.files[one].finalized for one in media):
            raise RefusalError(400, {"errors": [{"message": "Your media IDs are invalid."}], "status": 400})
        tweet = Tweet(
            self.number(),
            US,
            text,
            iso(self.clock.now()),
            media,
            body.get("reply", {}).get("in_reply_to_tweet_id", ""),
            tuple(body.get("poll", {}).get("options", ())),
            body,
        )
        self._keep(tweet)
        return Answer.of_json({"data": {"id": tweet.id, "text": html.escape(text, quote=False)}}, 201)

    def read(self, request: Request) -> Any:
        """Tell one post; of a deleted one an error, with a status of success."""
        found = self.tweets.get(request.params["id"])
        if found is None:
            return {"errors": [{"title": "Not Found Error", "resource_id": request.params["id"]}]}
        return {"data": self._written(found) | {"public_metrics": self._metrics(found)}}

    def delete(self, request: Request) -> Any:
        """Delete a post of ours."""
        if self.tweets.pop(request.params["id"], None) is None:
            raise RefusalError(404, {"title": "Not Found Error", "status": 404})
        return {"data": {"deleted": True}}

    def mentions(self, request: Request) -> Any:
        """Tell who spoke to us, answers included."""
        since = int(request.value("since_id") or 0)
        named = [one for one in self.tweets.values() if one.author != US and self._to_us(one)]
        return self._page([one for one in named if int(one.id) > since])

    def search(self, request: Request) -> Any:
        """Tell the posts of a conversation."""
        root = (request.value("query") or "").removeprefix("conversation_id:")
        return self._page([one for one in self.tweets.values() if self._root(one) == root and one.id != root])

    def initialize(self, request: Request) -> Any:
        """Begin an upload."""
        body, number = request.json, self.number()
        self.files[number] = File(body["media_type"], body["media_category"], body["total_bytes"])
        return {"data": {"id": number, "media_key": f"3_{number}", "expires_after_secs": 86_400}}

    def append(self, request: Request) -> Any:
        """Take a piece."""
        piece = request.files["media"].data
        if len(piece) > 5 * 1024 * 1024:
            raise RefusalError(413, {"title": "Payload too large"})
        self.files[request.params["id"]].pieces[int(request.value("segment_index") or 0)] = piece
        return {"data": {"expires_at": 0}}

    def finalize(self, request: Request) -> Any:
        """End an upload; films take their time."""
        found = self.files[request.params["id"]]
        if len(found.data) != found.total:
            raise RefusalError(400, {"title": "Invalid Request", "detail": "segments do not add up"})
        found.finalized = True
        return {"data": self._progress(request.params["id"])}

    def status(self, request: Request) -> Any:
        """Tell how far a film is."""
        number = request.value("media_id") or ""
        self.files[number].asked += 1
        return {"data": self._progress(number)}

    def describe(self, request: Request) -> Any:
        """Keep the words for a picture."""
        words = request.json["metadata"]["alt_text"]["text"]
        if len(words) > 1000:
            raise RefusalError(400, {"title": "Invalid Request", "detail": "alt_text is too long"})
        self.files[request.json["id"]].alt_text = words
        return {"data": {"id": request.json["id"]}}

    def subtitle(self, request: Request) -> Any:
        """Keep the captions of a film."""
        self.files[request.json["id"]].subtitles.append(request.json["subtitles"])
        return {"data": {"id": request.json["id"]}}

    def unknown_token(self) -> Any:
        """Return X's problem of that name."""
        return {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"}

    def too_many_requests(self, retry_after: int) -> Answer:
        """Return X's 429, which tells the end of the window."""
        reset = str(int(self.clock.now().timestamp()) + retry_after)
        head = {"x-rate-limit-limit": "100", "x-rate-limit-remaining": "0", "x-rate-limit-reset": reset}
        return Answer.of_json({"title": "Too Many Requests", "status": 429}, 429, head)

    # How it is written ------------------------------------------------------------------------------

    def _keep(self, tweet: Tweet) -> Tweet:
        self.tweets[tweet.id] = tweet
        return tweet

    def _progress(self, number: str) -> dict[str, Any]:
        found = self.files[number]
        told: dict[str, Any] = {"id": number, "media_key": f"3_{number}", "size": found.total}
        if found.media_type.startswith("video/"):
            ready = found.asked >= self.looks_until_ready
            state = "failed" if self.fails else "succeeded" if ready else "in_progress"
            told["processing_info"] = {"state": state, "check_after_secs": 0}
        return told

    def _to_us(self, tweet: Tweet) -> bool:
        answered = self.tweets.get(tweet.answers)
        return "@bottega" in tweet.text or (answered is not None and (answered.author == US or self._to_us(answered)))

    def _root(self, tweet: Tweet) -> str:
        while tweet.answers and tweet.answers in self.tweets:
            tweet = self.tweets[tweet.answers]
        return tweet.id

    def _page(self, tweets: list[Tweet]) -> dict[str, Any]:
        newest_first = sorted(tweets, key=lambda one: -int(one.id))
        meta: dict[str, Any] = {"result_count": len(tweets)}
        if not tweets:
            return {"meta": meta}
        users = [
            {"id": US, "username": "bottega", "name": "La Bottega"},
            {"id": ADA, "username": "ada", "name": "Ada"},
        ]
        meta |= {"newest_id": newest_first[0].id, "oldest_id": newest_first[-1].id}
        return {"data": [self._written(one) for one in newest_first], "includes": {"users": users}, "meta": meta}

    def _written(self, tweet: Tweet) -> dict[str, Any]:
        told: dict[str, Any] = {
            "id": tweet.id,
            "text": html.escape(tweet.text, quote=False),
            "author_id": tweet.author,
            "created_at": tweet.created_at,
            "conversation_id": self._root(tweet),
            "lang": "und",
        }
        if tweet.answers:
            told["referenced_tweets"] = [{"type": "replied_to", "id": tweet.answers}]
        return told

    def _metrics(self, tweet: Tweet) -> dict[str, int]:
        answers = sum(1 for one in self.tweets.values() if one.answers == tweet.id)
        names = ("retweet_count", "like_count", "quote_count", "bookmark_count", "impression_count")
        return dict.fromkeys(names, 0) | {"reply_count": answers} | tweet.counts
