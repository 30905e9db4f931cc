"""The practice Bluesky, through the client library that the product uses."""

import base64
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import httpx
import libipld
import pytest
from atproto import Client, client_utils, models
from atproto_client.exceptions import (
    BadRequestError,
    NetworkError,
    RateLimitExceededError,
    RequestException,
    UnauthorizedError,
)

from antiphon.practice.bluesky import Limits, PracticeAccount, PracticeBluesky
from antiphon.practice.bluesky.identifiers import dag_cbor, record_cid, tid
from tests.practice.pictures import png

# The client library uploads in a way that its HTTP library frowns upon.
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")

PICTURE = png(640, 480)
POST = "app.bsky.feed.post"
NOW = "2026-11-22T04:00:00.000Z"


@pytest.fixture
def server() -> Iterator[PracticeBluesky]:
    with PracticeBluesky() as running:
        yield running


@pytest.fixture
def brand(server: PracticeBluesky) -> PracticeAccount:
    return server.add_account("loom", "The Loom")


@pytest.fixture
def ada(server: PracticeBluesky) -> PracticeAccount:
    return server.add_account("ada", "Ada", note="Practice account.")


type Opener = Callable[[PracticeBluesky], Client]


@pytest.fixture
def opener() -> Iterator[Opener]:
    """Makes clients and closes them at the end."""
    opened: list[Client] = []

    def make(server: PracticeBluesky) -> Client:
        opened.append(Client(base_url=server.url))
        return opened[-1]

    yield make
    for client in opened:
        client.request.close()


@pytest.fixture
def client(server: PracticeBluesky, brand: PracticeAccount, opener: Opener) -> Client:
    opened = opener(server)
    opened.login(brand.handle, brand.password)
    return opened


def create(client: Client, record: dict[str, object], rkey: str | None = None) -> object:
    assert client.me
    data = {"repo": client.me.did, "collection": POST, "record": record, "rkey": rkey}
    return client.com.atproto.repo.create_record(data)


def message_of(error: pytest.ExceptionInfo[RequestException]) -> tuple[int, str, str | None]:
    response = error.value.response
    return response.status_code, response.content.error, response.content.message


def test_the_client_library_signs_in_and_reads_its_profile(client: Client, brand: PracticeAccount) -> None:
    assert client.me
    assert (client.me.handle, client.me.did, client.me.display_name) == (
        "loom.practice.test",
        brand.did,
        "The Loom",
    )
    assert client.resolve_handle(brand.handle).did == brand.did


def test_a_wrong_password_is_refused(server: PracticeBluesky, brand: PracticeAccount, opener: Opener) -> None:
    with pytest.raises(UnauthorizedError) as error:
        opener(server).login(brand.handle, "wrong")
    assert message_of(error) == (401, "AuthenticationRequired", "Invalid identifier or password")


def test_content_identifiers_are_those_of_the_network() -> None:
    record = {"text": "hi", "createdAt": NOW, "$type": POST}
    assert record_cid(record) == "bafyreidemhfwngr3lnbfg22sk3i4bhk2qyq3qow4injanbsjpsxkpr6ou4"
    document = {"b": [1, -5, 70000, None, True], "aa": "è", "c": {"$link": record_cid(record)}}
    decoded = libipld.decode_dag_cbor(dag_cbor(document))
    assert libipld.encode_cid(decoded.pop("c")) == record_cid(record)
    assert decoded == {"b": [1, -5, 70000, None, True], "aa": "è"}


def test_a_post_with_a_picture_keeps_alternative_text_ratio_and_facets(
    server: PracticeBluesky, client: Client, ada: PracticeAccount
) -> None:
    text = client_utils.TextBuilder().text("Caffè for ").mention("@ada", ada.did).text(" at ")
    text = text.link("example.org", "https://example.org/x").text(" ").tag("#wool", "wool")
    ratio = models.AppBskyEmbedDefs.AspectRatio(width=640, height=480)
    sent = client.send_image(text, PICTURE, "A loom from above", image_aspect_ratio=ratio, langs=["en"])
    post = client.get_posts([sent.uri]).posts[0]
    assert post.embed.images[0].alt == "A loom from above"
    assert post.embed.images[0].aspect_ratio.width == 640
    assert httpx.get(post.embed.images[0].fullsize).content == PICTURE
    assert [f.features[0].py_type.rpartition("#")[2] for f in post.record.facets] == ["mention", "link", "tag"]
    written = server.journal.entries("POST", "/xrpc/com.atproto.repo.createRecord")[0].body
    assert written["record"]["embed"]["images"][0]["alt"] == "A loom from above"


def test_the_same_record_key_twice_fails_as_on_the_real_server(client: Client) -> None:
    key = tid(datetime(2026, 11, 22, tzinfo=UTC), 1)
    record = {"$type": POST, "text": "Once", "createdAt": NOW}
    first = create(client, record, key)
    with pytest.raises(RequestException) as error:
        create(client, record, key)
    assert message_of(error) == (500, "InternalServerError", "Internal Server Error")
    assert client.me
    found = client.com.atproto.repo.get_record({"repo": client.me.did, "collection": POST, "rkey": key})
    assert (found.uri, found.cid) == (first.uri, first.cid)
    assert len(client.com.atproto.repo.list_records({"repo": client.me.did, "collection": POST}).records) == 1


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"text": "x" * 301}, "grapheme too big (maximum 300, got 301) at $.record.text"),
        ({"text": "👨‍👩‍👧‍👦" * 140}, "string too big (maximum 3000, got 3500) at $.record.text"),
        ({"text": "x", "langs": ["en", "it", "es", "fr"]}, "array too big (maximum 3, got 4) at $.record.langs"),
        (
            {"text": "x", "createdAt": "yesterday"},
            'Invalid datetime (got "yesterday") at $.record.createdAt',
        ),
        ({}, 'Missing required key "text" at $.record'),
        (
            {
                "text": "è",
                "facets": [{"index": {"byteStart": 0, "byteEnd": 1}, "features": []}],
            },
            "facet cuts a character (bytes 0 to 1) at $.record.facets[0].index",
        ),
        (
            {
                "text": "ab",
                "facets": [{"index": {"byteStart": 0, "byteEnd": 3}, "features": []}],
            },
            "facet outside of the text (bytes 0 to 3 of 2) at $.record.facets[0].index",
        ),
    ],
)
def test_records_that_the_lexicon_forbids_are_refused_in_its_words(
    client: Client, record: dict[str, object], message: str
) -> None:
    with pytest.raises(BadRequestError) as error:
        create(client, {"$type": POST, "createdAt": NOW} | record)
    assert message_of(error) == (400, "InvalidRequest", f"Invalid {POST} record: {message}")


def test_a_picture_needs_alternative_text_and_a_size_within_the_limit(client: Client) -> None:
    blob = client.upload_blob(PICTURE).blob.model_dump(by_alias=True)
    blob["ref"] = {"$link": blob["ref"]["$link"]} if isinstance(blob["ref"], dict) else blob["ref"]
    large = blob | {"size": 2_000_001}
    cases = {
        'Missing required key "alt" at $.record.embed.images[0]': [{"image": blob}],
        "blob too big (maximum 2000000, got 2000001) at $.record.embed.images[0].image": [
            {"image": large, "alt": "A loom"}
        ],
        "array too big (maximum 4, got 5) at $.record.embed.images": [{"image": blob, "alt": ""}] * 5,
    }
    for message, images in cases.items():
        embed = {"$type": "app.bsky.embed.images", "images": images}
        with pytest.raises(BadRequestError) as error:
            create(client, {"$type": POST, "text": "x", "createdAt": NOW, "embed": embed})
        assert message_of(error) == (400, "InvalidRequest", f"Invalid {POST} record: {message}")


def test_a_file_over_the_servers_limit_is_413(server: PracticeBluesky, client: Client) -> None:
    server.limited(blob_upload_limit=1000)
    assert client.com.atproto.server.describe_server().blob_upload_limit == 1000
    with pytest.raises(NetworkError) as error:
        client.upload_blob(b"x" * 1001)
    assert message_of(error) == (413, "PayloadTooLarge", "request entity too large")


def test_the_upload_is_what_its_first_bytes_say(client: Client) -> None:
    assert client.upload_blob(b"MZ this is a program").blob.mime_type == "*/*"
    assert client.upload_blob(PICTURE).blob.mime_type == "image/png"


def test_replies_likes_reposts_quotes_mentions_and_follows_come_back(client: Client, ada: PracticeAccount) -> None:
    sent = client.send_post("What shall we weave next?")
    reply = ada.reply(sent.uri, "A scarf?")
    below = ada.reply(reply.uri, "Or two.")
    ada.like(sent.uri)
    ada.repost(sent.uri)
    ada.quote(sent.uri, "Listen to them")
    ada.post("Do you know @loom.practice.test ?")
    ada.follow("loom.practice.test")
    told = client.app.bsky.notification.list_notifications().notifications
    assert [n.reason for n in told] == ["follow", "mention", "quote", "repost", "like", "reply", "reply"]
    assert {n.reason_subject for n in told} == {sent.uri, None}
    thread = client.get_post_thread(sent.uri).thread
    assert [r.post.uri for r in thread.replies] == [reply.uri]
    assert thread.replies[0].replies[0].post.uri == below.uri
    upwards = client.get_post_thread(below.uri).thread
    assert upwards.parent.parent.post.uri == sent.uri
    post = client.get_posts([sent.uri]).posts[0]
    assert (post.reply_count, post.like_count, post.repost_count, post.quote_count) == (1, 1, 1, 1)
    assert [like.actor.did for like in client.get_likes(sent.uri).likes] == [ada.did]
    assert [who.did for who in client.get_reposted_by(sent.uri).reposted_by] == [ada.did]
    assert client.me
    assert [who.handle for who in client.get_followers(client.me.did).followers] == ["ada.practice.test"]


def test_the_brand_answers_a_reply_and_ada_is_told(
    server: PracticeBluesky, client: Client, ada: PracticeAccount, opener: Opener
) -> None:
    sent = client.send_post("Hello")
    reply = ada.reply(sent.uri, "Hello back")
    root = models.ComAtprotoRepoStrongRef.Main(uri=sent.uri, cid=sent.cid)
    parent = models.ComAtprotoRepoStrongRef.Main(uri=reply.uri, cid=reply.cid)
    client.send_post("Thank you", reply_to=models.AppBskyFeedPost.ReplyRef(root=root, parent=parent))
    hers = opener(server)
    hers.login(ada.handle, ada.password)
    told = hers.app.bsky.notification.list_notifications().notifications
    assert [(n.reason, n.record.text) for n in told] == [("reply", "Thank you")]


def test_notifications_are_paged_by_cursor_and_filtered_by_reason(client: Client, ada: PracticeAccount) -> None:
    sent = client.send_post("Hello")
    for number in range(5):
        ada.reply(sent.uri, f"Answer {number}")
    ada.like(sent.uri)
    listed = client.app.bsky.notification.list_notifications
    texts: list[str] = []
    cursor = None
    for _ in range(3):
        page = listed({"limit": 2, "cursor": cursor, "reasons": ["reply"]})
        texts += [n.record.text for n in page.notifications]
        cursor = page.cursor
    assert texts == [f"Answer {number}" for number in (4, 3, 2, 1, 0)]
    assert cursor is None
    client.app.bsky.notification.update_seen({"seen_at": client.get_current_time_iso()})
    assert {n.is_read for n in listed().notifications} == {True}


def test_feeds_show_posts_replies_and_reposts(client: Client, ada: PracticeAccount) -> None:
    said = ada.post("Good morning", at=datetime(2026, 9, 1, tzinfo=UTC))
    assert client.me
    client.repost(said.uri, said.cid)
    feed = client.get_author_feed(client.me.did).feed
    assert (feed[0].post.uri, feed[0].reason.by.did) == (said.uri, client.me.did)
    client.follow(ada.did)
    timeline = client.get_timeline().feed
    assert [item.post.uri for item in timeline] == [said.uri, said.uri]
    assert timeline[1].post.indexed_at == "2026-09-01T00:00:00.000Z"


def test_a_second_like_replaces_the_first(client: Client, ada: PracticeAccount) -> None:
    said = ada.post("Good morning")
    client.like(said.uri, said.cid)
    second = client.like(said.uri, said.cid)
    assert client.get_posts([said.uri]).posts[0].like_count == 1
    assert client.unlike(second.uri) is True
    assert client.get_posts([said.uri]).posts[0].like_count == 0


def test_put_record_changes_a_record_and_leaves_an_equal_one(client: Client) -> None:
    assert client.me
    data = {"repo": client.me.did, "collection": "app.bsky.actor.profile", "rkey": "self"}
    record = {"$type": "app.bsky.actor.profile", "displayName": "Looms & Co"}
    first = client.com.atproto.repo.put_record(data | {"record": record})
    again = client.com.atproto.repo.put_record(data | {"record": record})
    assert (first.cid, again.commit) == (again.cid, None)
    assert client.get_profile(client.me.did).display_name == "Looms & Co"


def test_several_writes_are_carried_out_together_or_not_at_all(client: Client) -> None:
    assert client.me
    kind = "com.atproto.repo.applyWrites#create"
    value = {"$type": POST, "text": "One", "createdAt": NOW}
    good = {"$type": kind, "collection": POST, "value": value}
    bad = good | {"value": value | {"text": "x" * 301}}
    written = client.com.atproto.repo.apply_writes({"repo": client.me.did, "writes": [good, good]})
    assert [r.validation_status for r in written.results] == ["valid", "valid"]
    with pytest.raises(BadRequestError):
        client.com.atproto.repo.apply_writes({"repo": client.me.did, "writes": [good, bad]})
    assert len(client.get_author_feed(client.me.did).feed) == 2


def test_a_deleted_post_is_gone(client: Client) -> None:
    sent = client.send_post("Soon gone")
    assert client.delete_post(sent.uri) is True
    with pytest.raises(BadRequestError) as error:
        client.get_post_thread(sent.uri)
    assert message_of(error) == (400, "NotFound", f"Post not found: {sent.uri}")


def test_records_are_listed_by_key_with_a_cursor(client: Client) -> None:
    assert client.me
    sent = [client.send_post(f"Post {number}").uri for number in range(3)]
    listed = client.com.atproto.repo.list_records
    first = listed({"repo": client.me.did, "collection": POST, "limit": 2})
    second = listed({"repo": client.me.did, "collection": POST, "limit": 2, "cursor": first.cursor})
    assert [r.uri for r in (*first.records, *second.records)] == list(reversed(sent))


def name_of(session: dict[str, str]) -> str:
    """The name of a refresh token: the rest of it tells the second in which it was written."""
    payload = session["refreshJwt"].split(".")[1]
    return str(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["jti"])


def test_an_access_token_expires_and_a_refresh_token_rotates(
    server: PracticeBluesky, client: Client, brand: PracticeAccount
) -> None:
    headers = {"Authorization": f"Bearer {brand.token}"}
    server.clock.advance(7201)
    answer = httpx.get(f"{server.url}/xrpc/com.atproto.server.getSession", headers=headers)
    assert (answer.status_code, answer.json()) == (
        400,
        {"error": "ExpiredToken", "message": "Token has expired"},
    )
    opened = httpx.post(
        f"{server.url}/xrpc/com.atproto.server.createSession",
        json={"identifier": brand.handle, "password": brand.password},
    ).json()
    refresh = {"Authorization": f"Bearer {opened['refreshJwt']}"}
    address = f"{server.url}/xrpc/com.atproto.server.refreshSession"
    first, again = (httpx.post(address, headers=refresh).json() for _ in range(2))
    assert name_of(first) != name_of(opened)
    assert name_of(again) == name_of(first)
    server.clock.advance(7201)
    late = httpx.post(address, headers=refresh)
    assert (late.status_code, late.json()["error"]) == (400, "ExpiredToken")


def test_the_client_library_refreshes_its_session(opener: Opener) -> None:
    with PracticeBluesky(limits=Limits(access_seconds=60)) as server:
        account = server.add_account("weaver")
        client = opener(server)
        client.login(account.handle, account.password, fetch_bsky_profile=False)
        assert client.get_profile(account.did).did == account.did
        assert len(server.journal.entries("POST", "/xrpc/com.atproto.server.refreshSession")) >= 1


def test_a_revoked_account_must_sign_in_again(
    server: PracticeBluesky, client: Client, brand: PracticeAccount
) -> None:
    server.revoke(brand)
    with pytest.raises(BadRequestError) as error:
        client.send_post("No longer")
    assert message_of(error) == (400, "ExpiredToken", "Token has been revoked")


@pytest.mark.parametrize(("name", "status"), [("ExpiredToken", 400), ("InvalidToken", 400), ("AccountTakedown", 401)])
def test_token_faults_use_the_networks_words(server: PracticeBluesky, client: Client, name: str, status: int) -> None:
    server.faults.revoke_token("POST", "/xrpc/com.atproto.repo.*", error=name)
    with pytest.raises((BadRequestError, UnauthorizedError)) as error:
        client.send_post("Hello")
    assert message_of(error)[:2] == (status, name)
    assert server.posts() == []


def test_a_lost_answer_leaves_the_post_live(server: PracticeBluesky, client: Client) -> None:
    key = tid(datetime(2026, 11, 22, tzinfo=UTC), 2)
    server.faults.lose_answer("POST", "*createRecord")
    with pytest.raises(httpx.RemoteProtocolError):
        create(client, {"$type": POST, "text": "Once", "createdAt": NOW}, key)
    assert [r.rkey for r in server.posts()] == [key]


def test_too_many_requests_carry_the_networks_headers(server: PracticeBluesky, client: Client) -> None:
    server.faults.too_many_requests("POST", "*createRecord", retry_after=9)
    with pytest.raises(RateLimitExceededError) as error:
        client.send_post("Hello")
    assert message_of(error) == (429, "RateLimitExceeded", "Rate Limit Exceeded")
    assert error.value.response.headers["retry-after"] == "9"
    assert error.value.response.headers["ratelimit-policy"] == "5000;w=3600"


def test_write_points_and_sessions_are_limited_when_asked(
    server: PracticeBluesky, client: Client, opener: Opener
) -> None:
    server.limited(enforce_rate_limit=True, write_points_per_hour=6, sessions_per_five_minutes=1)
    client.send_post("One")
    client.send_post("Two")
    with pytest.raises(RateLimitExceededError):
        client.send_post("Three")
    server.clock.advance(3601)
    client.send_post("Three")
    opener(server).login("loom.practice.test", "practice")
    with pytest.raises(RateLimitExceededError):
        opener(server).login("loom.practice.test", "practice")


def test_the_public_page_shows_picture_alt_text_and_the_tree_of_replies(
    brand: PracticeAccount, ada: PracticeAccount
) -> None:
    post = brand.post("Caffè at https://example.org/x", [(PICTURE, 'A "loom" & more')])
    reply = ada.reply(post.uri, "<b>Lovely</b>")
    brand.reply(reply.uri, "Thank you")
    page = httpx.get(brand.page(post.uri)).text
    assert 'alt="A &quot;loom&quot; &amp; more"' in page
    assert '<a href="https://example.org/x"' in page
    assert "&lt;b&gt;Lovely&lt;/b&gt;" in page
    assert page.count('<ol class="replies">') == 2
    assert "30 of 300 characters, as Bluesky counts" in page


def test_the_state_survives_a_restart(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("network")
    with PracticeBluesky(folder=folder) as server:
        brand = server.add_account("loom", "The Loom")
        post = brand.post("Kept", [(PICTURE, "A loom")], at=datetime(2026, 5, 1, tzinfo=UTC))
        token, before = brand.token, server.state()
    with PracticeBluesky(folder=folder) as again:
        assert again.state() == before
        headers = {"Authorization": f"Bearer {token}"}
        assert httpx.get(f"{again.url}/xrpc/com.atproto.server.getSession", headers=headers).status_code == 200
        assert [r.uri for r in again.posts()] == [post.uri]


def test_a_method_that_is_not_served_is_said_to_be_so(server: PracticeBluesky) -> None:
    answer = httpx.get(f"{server.url}/xrpc/chat.bsky.convo.listConvos")
    assert (answer.status_code, answer.json()["error"]) == (501, "MethodNotImplemented")
