"""The practice Bluesky gives the answers that the real servers give: the same questions are put to both."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from antiphon.practice.bluesky import PracticeBluesky
from antiphon.practice.bluesky.identifiers import tid
from tests.partners.bluesky import BlueskyNetwork
from tests.practice.pictures import png

POST, LIKE = "app.bsky.feed.post", "app.bsky.feed.like"
NOW = "2026-11-22T04:00:00.000Z"
NUMBERS = itertools.count(1)
MISSING_BLOB = {
    "$type": "blob",
    "ref": {"$link": "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"},
    "mimeType": "image/png",
    "size": 100,
}


class Asker:
    """Somebody signed in, who puts questions and keeps what is comparable of the answers."""

    def __init__(self, http: httpx.Client, handle: str, password: str) -> None:
        self.http = http
        self.handle = handle
        opened = self.call("com.atproto.server.createSession", {"identifier": handle, "password": password})
        self.did = opened.json()["did"]
        self.access, self.refresh = opened.json()["accessJwt"], opened.json()["refreshJwt"]

    def call(self, method: str, body: dict[str, Any], token: str | None = None) -> httpx.Response:
        return self.http.post(f"/xrpc/{method}", json=body, headers=self._headers(token))

    def look(self, method: str, token: str | None = None, **parameters: str) -> httpx.Response:
        return self.http.get(f"/xrpc/{method}", params=parameters, headers=self._headers(token))

    def _headers(self, token: str | None) -> dict[str, str]:
        return {"Authorization": f"Bearer {token}"} if token else {}

    def create(self, record: dict[str, Any], collection: str = POST, **more: Any) -> httpx.Response:
        body = {"repo": self.did, "collection": collection, "record": record} | more
        return self.call("com.atproto.repo.createRecord", body, self.access)

    def said(self, answer: httpx.Response) -> tuple[int, str, str]:
        document = answer.json()
        message = str(document.get("message", "")).replace(self.did, "DID").replace(self.handle, "HANDLE")
        return answer.status_code, document.get("error", ""), message


@pytest.fixture
def practice() -> Iterator[Asker]:
    with PracticeBluesky() as server, httpx.Client(base_url=server.url) as http:
        server.add_account("asker")
        yield Asker(http, "asker.practice.test", "practice")


@pytest.fixture
def real(bluesky_network: BlueskyNetwork) -> Iterator[Asker]:
    account = bluesky_network.create_account(f"asker{next(NUMBERS)}")
    with httpx.Client(base_url=bluesky_network.addresses.pds, timeout=30) as http:
        yield Asker(http, account.handle, account.password)


def post(**fields: Any) -> dict[str, Any]:
    return {"$type": POST, "text": "Hello", "createdAt": NOW} | fields


def pictures(*found: dict[str, Any]) -> dict[str, Any]:
    return post(embed={"$type": "app.bsky.embed.images", "images": list(found)})


def writing(asker: Asker) -> list[tuple[int, str, str]]:
    key = tid(datetime(2026, 11, 22, tzinfo=UTC), 1)
    asked = [
        asker.create(post(), rkey=key),
        asker.create(post(), rkey=key),
        asker.create(post(text="x" * 301)),
        asker.create(post(text="👨‍👩‍👧‍👦" * 140)),
        asker.create({"$type": POST, "createdAt": NOW}),
        asker.create(post(createdAt="yesterday")),
        asker.create(post(langs=["en", "it", "es", "fr"])),
        asker.create(post(), collection=LIKE),
        asker.create(post(), rkey="not-a-tid"),
        asker.create(post(), rkey="bad/key"),
        asker.create({"x": 1}, collection="org.example.thing", validate=True),
        asker.create(pictures({"image": MISSING_BLOB})),
        asker.create(pictures({"image": MISSING_BLOB, "alt": ""})),
        asker.create(pictures({"image": MISSING_BLOB | {"size": 2_000_001}, "alt": ""})),
        asker.create(pictures({"image": MISSING_BLOB | {"mimeType": "text/plain"}, "alt": ""})),
        asker.create(pictures(*[{"image": MISSING_BLOB, "alt": ""}] * 5)),
        asker.call(
            "com.atproto.repo.deleteRecord",
            {"repo": asker.did, "collection": POST, "rkey": "3lbexample2s2"},
            asker.access,
        ),
    ]
    return [asker.said(answer) for answer in asked]


def reading(asker: Asker) -> list[tuple[int, str, str]]:
    nowhere = f"at://{asker.did}/{POST}/3lbexample2s2"
    asked = [
        asker.look("com.atproto.repo.getRecord", repo=asker.did, collection=POST, rkey="3lbexample2s2"),
        asker.look("com.atproto.repo.listRecords", repo="did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", collection=POST),
        asker.look("app.bsky.feed.getPostThread", asker.access, uri=nowhere),
        asker.look("app.bsky.actor.getProfile", asker.access, actor="nobody.test"),
        asker.look("com.atproto.identity.resolveHandle", handle="nobody.test"),
    ]
    return [asker.said(answer) for answer in asked]


def signing_in(asker: Asker) -> list[tuple[int, str, str]]:
    wrong = {"identifier": asker.handle, "password": "wrong"}
    asked = [
        asker.call("com.atproto.server.createSession", wrong),
        asker.look("com.atproto.server.getSession"),
        asker.look("com.atproto.server.getSession", "no.token.atall"),
        asker.look("com.atproto.server.getSession", asker.refresh),
        asker.call("com.atproto.server.refreshSession", {}, asker.access),
        asker.call("com.atproto.repo.createRecord", {"repo": asker.did, "collection": POST, "record": post()}),
    ]
    return [asker.said(answer) for answer in asked]


def upload(asker: Asker, data: bytes, content_type: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {asker.access}", "Content-Type": content_type}
    answer = asker.http.post("/xrpc/com.atproto.repo.uploadBlob", content=data, headers=headers)
    blob: dict[str, Any] = answer.json()["blob"]
    return blob


def test_writes_are_taken_and_refused_alike(practice: Asker, real: Asker) -> None:
    assert writing(practice) == writing(real)


def test_what_is_missing_is_said_alike(practice: Asker, real: Asker) -> None:
    assert reading(practice) == reading(real)


def test_tokens_are_refused_alike(practice: Asker, real: Asker) -> None:
    assert signing_in(practice) == signing_in(real)


def test_files_and_records_get_the_same_identifiers(practice: Asker, real: Asker) -> None:
    for data, content_type in ((png(3, 2), "image/png"), (png(3, 2), "text/plain"), (b"hello", "text/plain")):
        assert upload(practice, data, content_type) == upload(real, data, content_type)
    record = pictures(
        {"image": upload(practice, png(3, 2), "image/png"), "alt": "è", "aspectRatio": {"width": 3, "height": 2}}
    )
    made, really = practice.create(record).json(), real.create(record).json()
    assert (made["cid"], made["validationStatus"]) == (really["cid"], really["validationStatus"])
    assert made.keys() == really.keys()


def test_a_repeated_like_with_the_same_key_is_taken_alike(practice: Asker, real: Asker) -> None:
    for asker in (practice, real):
        made = asker.create(post()).json()
        subject = {"uri": made["uri"], "cid": made["cid"]}
        like = {"$type": LIKE, "subject": subject, "createdAt": NOW}
        key = tid(datetime(2026, 11, 22, tzinfo=UTC), 2)
        answers = [asker.create(like, collection=LIKE, rkey=key).status_code for _ in range(2)]
        assert answers == [200, 200]
