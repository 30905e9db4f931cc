"""The practice Mastodon, through the client library that the product uses."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import requests
from mastodon import Mastodon, MastodonAPIError, MastodonNotFoundError, MastodonUnauthorizedError

from antiphon.practice.mastodon import Limits, PracticeAccount, PracticeMastodon
from tests.practice.pictures import mp4, png

PICTURE = png(640, 480)


@pytest.fixture
def server() -> Iterator[PracticeMastodon]:
    with PracticeMastodon() as running:
        yield running


@pytest.fixture
def ada(server: PracticeMastodon) -> PracticeAccount:
    return server.add_account("ada", "Ada", note="Practice account.")


@pytest.fixture
def brand(server: PracticeMastodon) -> PracticeAccount:
    return server.add_account("loom", "The Loom")


@pytest.fixture
def client(server: PracticeMastodon, brand: PracticeAccount) -> Iterator[Mastodon]:
    with requests.Session() as session:
        yield Mastodon(access_token=brand.token, api_base_url=server.url, ratelimit_method="throw", session=session)


def ready(server: PracticeMastodon) -> None:
    server.clock.advance(60)


def test_the_limits_that_were_given_are_announced() -> None:
    with PracticeMastodon(limits=Limits(max_characters=4242)) as server:
        document = requests.get(f"{server.url}/api/v2/instance", timeout=5).json()
        assert document["configuration"]["statuses"]["max_characters"] == 4242
        older = requests.get(f"{server.url}/api/v1/instance/", timeout=5).json()
        assert older["configuration"]["statuses"]["max_characters"] == 4242


def test_the_client_library_knows_the_account(client: Mastodon, brand: PracticeAccount) -> None:
    me = client.account_verify_credentials()
    assert (me.username, me.display_name, str(me.id)) == ("loom", "The Loom", brand.id)
    assert client.account_lookup("loom").id == me.id
    assert client.instance_v2().configuration.statuses.max_characters == 500


def test_a_status_with_a_picture_carries_its_alternative_text(server: PracticeMastodon, client: Mastodon) -> None:
    media = client.media_post(PICTURE, "image/png", description="A loom, seen from above")
    assert media.url is None
    ready(server)
    status = client.status_post("New cloth: https://example.org/cloth #wool", media_ids=[media], language="en")
    attachment = status.media_attachments[0]
    assert attachment.description == "A loom, seen from above"
    assert attachment.meta.original.width == 640
    assert requests.get(attachment.url, timeout=5).content == PICTURE
    assert '<a href="https://example.org/cloth"' in status.content
    assert status.tags[0].name == "wool"
    sent = server.journal.entries("POST", "/api/v2/media")[0]
    assert sent.body["description"] == ["A loom, seen from above"]
    assert sent.headers["authorization"] == "[removed]"


def test_media_are_202_then_206_then_200(server: PracticeMastodon, brand: PracticeAccount) -> None:
    headers = {"Authorization": f"Bearer {brand.token}"}
    files = {"file": ("loom.png", PICTURE, "image/png")}
    taken = requests.post(f"{server.url}/api/v2/media", headers=headers, files=files, timeout=5)
    address = f"{server.url}/api/v1/media/{taken.json()['id']}"
    waiting = requests.get(address, headers=headers, timeout=5)
    ready(server)
    done = requests.get(address, headers=headers, timeout=5)
    assert [taken.status_code, waiting.status_code, done.status_code] == [202, 206, 200]
    assert [taken.json()["url"], waiting.json()["url"]] == [None, None]
    assert done.json()["url"].startswith(server.url)


def test_without_processing_time_media_are_200_at_once(brand: PracticeAccount, server: PracticeMastodon) -> None:
    server.limited(processing_seconds=0.0)
    headers = {"Authorization": f"Bearer {brand.token}"}
    files = {"file": ("loom.png", PICTURE, "image/png")}
    assert requests.post(f"{server.url}/api/v2/media", headers=headers, files=files, timeout=5).status_code == 200


def refused(call: object) -> tuple[int, str]:
    assert isinstance(call, pytest.ExceptionInfo)
    return call.value.args[1], call.value.args[3]


def test_media_that_are_not_ready_cannot_be_attached(client: Mastodon) -> None:
    media = client.media_post(PICTURE, "image/png", description="A loom")
    with pytest.raises(MastodonAPIError) as error:
        client.status_post("Too soon", media_ids=[media])
    message = "Cannot attach files that have not finished processing. Try again in a moment!"
    assert refused(error) == (422, message)


def test_a_status_that_is_too_long_is_refused(client: Mastodon) -> None:
    with pytest.raises(MastodonAPIError) as error:
        client.status_post("x" * 501)
    assert refused(error) == (422, "Validation failed: Text character limit of 500 exceeded")


@pytest.mark.parametrize(
    ("text", "warning", "length"),
    [
        ("👨‍👩‍👧‍👦 caffè", None, 7),
        ("https://example.org/" + "a" * 200, None, 23),
        ("@ada@very.long.example.org hello", None, 10),
        ("hello", "warning", 12),
    ],
)
def test_a_status_is_counted_as_mastodon_counts(
    client: Mastodon, server: PracticeMastodon, text: str, warning: str | None, length: int
) -> None:
    server.limited(max_characters=length)
    assert client.status_post(text, spoiler_text=warning).id
    server.limited(max_characters=length - 1)
    with pytest.raises(MastodonAPIError):
        client.status_post(text, spoiler_text=warning)


def test_five_pictures_are_too_many(server: PracticeMastodon, client: Mastodon) -> None:
    media = [client.media_post(PICTURE, "image/png") for _ in range(5)]
    ready(server)
    with pytest.raises(MastodonAPIError) as error:
        client.status_post("Many", media_ids=media)
    assert refused(error) == (422, "Cannot attach more than 4 files")


def test_a_film_is_not_mixed_with_pictures(server: PracticeMastodon, client: Mastodon) -> None:
    media = [client.media_post(PICTURE, "image/png"), client.media_post(mp4(), "video/mp4")]
    ready(server)
    with pytest.raises(MastodonAPIError) as error:
        client.status_post("Mixed", media_ids=media)
    assert refused(error) == (422, "Cannot attach a video to a post that already contains images")


def test_a_file_that_is_not_what_its_name_says_is_refused(client: Mastodon) -> None:
    with pytest.raises(MastodonAPIError) as error:
        client.media_post(b"MZ this is a program", "image/png", file_name="loom.png")
    assert refused(error) == (422, "Validation failed: File content type is invalid, File is invalid")


def test_the_same_key_returns_the_same_status_for_an_hour(server: PracticeMastodon, client: Mastodon) -> None:
    first = client.status_post("Once", idempotency_key="delivery-1")
    again = client.status_post("Once", idempotency_key="delivery-1")
    server.clock.advance(3601)
    later = client.status_post("Once", idempotency_key="delivery-1")
    assert again.id == first.id
    assert later.id != first.id
    assert [s.text for s in server.statuses()] == ["Once", "Once"]


def test_replies_favourites_boosts_and_follows_come_back(
    server: PracticeMastodon, client: Mastodon, ada: PracticeAccount
) -> None:
    status = client.status_post("What shall we weave next?")
    ada.follow("loom")
    ada.favourite(str(status.id))
    ada.reblog(str(status.id))
    reply = ada.reply(str(status.id), "A scarf?")
    ada.reply(reply.id, "Or two.")
    found = client.notifications()
    assert [n.type for n in found] == ["mention", "reblog", "favourite", "follow"]
    assert found[0].status.in_reply_to_id == status.id
    context = client.status_context(status)
    assert [s.in_reply_to_id for s in context.descendants] == [status.id, context.descendants[0].id]
    assert [a.username for a in client.status_favourited_by(status)] == ["ada"]
    assert [a.username for a in client.status_reblogged_by(status)] == ["ada"]
    seen = client.status(status)
    assert (seen.replies_count, seen.reblogs_count, seen.favourites_count) == (1, 1, 1)


def test_the_brand_answers_a_reply_and_ada_is_told(
    server: PracticeMastodon, client: Mastodon, ada: PracticeAccount
) -> None:
    status = client.status_post("Hello")
    reply = ada.reply(str(status.id), "Hello back")
    answer = client.status_post("@ada thank you", in_reply_to_id=reply.id)
    hers = Mastodon(access_token=ada.token, api_base_url=server.url)
    assert [n.status.id for n in hers.notifications()] == [answer.id]
    hers.session.close()


def test_notifications_are_paged_forward_by_min_id_and_back_by_max_id(
    server: PracticeMastodon, client: Mastodon, ada: PracticeAccount
) -> None:
    for number in range(7):
        ada.post(f"@loom number {number}")
    everything = [n.id for n in client.notifications(limit=80)]
    first = client.notifications(limit=3)
    second = client.fetch_next(first)
    third = client.fetch_next(second)
    assert [n.id for page in (first, second, third) for n in page] == everything
    oldest = everything[-1]
    forward = client.notifications(min_id=oldest, limit=3)
    assert [n.id for n in forward] == everything[3:6]
    further = client.fetch_previous(forward)
    assert [n.id for n in further] == everything[0:3]
    since = client.notifications(since_id=oldest, limit=3)
    assert [n.id for n in since] == everything[0:3]


def test_notifications_are_filtered_by_type(client: Mastodon, ada: PracticeAccount) -> None:
    status = client.status_post("Hello")
    ada.favourite(str(status.id))
    ada.reply(str(status.id), "Hello")
    assert [n.type for n in client.notifications(types=["favourite"])] == ["favourite"]
    assert [n.type for n in client.notifications(exclude_types=["favourite"])] == ["mention"]


def test_taking_back_a_favourite_a_boost_and_a_follow(client: Mastodon, ada: PracticeAccount) -> None:
    said = ada.post("Good morning")
    client.status_favourite(said.id)
    assert client.status_unfavourite(said.id).favourites_count == 0
    assert client.status_reblog(said.id).reblog.id == said.id
    assert client.status_unreblog(said.id).reblogs_count == 0
    assert client.account_follow(ada.id).following is True
    assert [s.id for s in client.timeline_home()] == [said.id]
    assert client.account_unfollow(ada.id).following is False


def test_a_deleted_status_is_gone(client: Mastodon) -> None:
    status = client.status_post("Soon gone")
    client.status_delete(status)
    with pytest.raises(MastodonNotFoundError):
        client.status(status)


def test_a_direct_message_is_seen_by_those_it_names_only(
    server: PracticeMastodon, client: Mastodon, ada: PracticeAccount
) -> None:
    status = client.status_post("@ada between us", visibility="direct")
    assert requests.get(f"{server.url}/api/v1/statuses/{status.id}", timeout=5).status_code == 404
    hers = Mastodon(access_token=ada.token, api_base_url=server.url)
    assert hers.status(status.id).visibility == "direct"
    hers.session.close()


def test_a_scheduled_status_appears_at_its_hour(server: PracticeMastodon, client: Mastodon) -> None:
    due = datetime.now(UTC) + timedelta(minutes=10)
    client.status_post("Later", scheduled_at=due)
    assert server.statuses() == []
    server.clock.advance(601)
    assert [s.content for s in client.timeline_home()] == ["<p>Later</p>"]
    with pytest.raises(MastodonAPIError) as error:
        client.status_post("Too near", scheduled_at=datetime.now(UTC) + timedelta(seconds=601 + 60))
    assert refused(error)[0] == 422


def test_statuses_of_an_account_can_be_read_since_a_cursor(client: Mastodon, ada: PracticeAccount) -> None:
    said = [ada.post(f"Day {n}", at=datetime(2026, 9, n, tzinfo=UTC)) for n in (1, 2, 3)]
    found = client.account_statuses(ada.id, min_id=said[0].id)
    assert [str(s.id) for s in found] == [said[2].id, said[1].id]
    assert found[0].created_at == datetime(2026, 9, 3, tzinfo=UTC)


def test_an_unknown_token_is_refused(server: PracticeMastodon, brand: PracticeAccount, client: Mastodon) -> None:
    server.revoke(brand)
    with pytest.raises(MastodonUnauthorizedError):
        client.account_verify_credentials()


def test_signing_in_by_code_with_the_practice_page(server: PracticeMastodon, brand: PracticeAccount) -> None:
    where = "http://127.0.0.1:9/back"
    ident, secret = Mastodon.create_app(
        "Antiphon", scopes=["read", "write"], redirect_uris=where, api_base_url=server.url
    )
    app = Mastodon(client_id=ident, client_secret=secret, api_base_url=server.url)
    page = app.auth_request_url(redirect_uris=where, scopes=["read", "write"], state="s1", allow_http=True)
    assert "asks for: read write" in requests.get(page, timeout=5).text
    form = dict(pair.split("=") for pair in page.split("?")[1].split("&"))
    form = {name: requests.utils.unquote(value).replace("+", " ") for name, value in form.items()}
    form |= {"username": "loom", "password": "practice"}
    back = requests.post(f"{server.url}/oauth/authorize", data=form, allow_redirects=False, timeout=5)
    code = back.headers["Location"].split("code=")[1].split("&")[0]
    assert back.headers["Location"].endswith("state=s1")
    app.log_in(code=code, redirect_uri=where, scopes=["read", "write"], allow_http=True)
    assert app.account_verify_credentials().username == "loom"
    app.session.close()


def test_signing_in_by_password_and_as_an_application(server: PracticeMastodon, brand: PracticeAccount) -> None:
    ident, secret = Mastodon.create_app("Antiphon", scopes=["read"], api_base_url=server.url)
    app = Mastodon(client_id=ident, client_secret=secret, api_base_url=server.url)
    app.log_in(brand.username, brand.password, scopes=["read"], allow_http=True)
    assert app.account_verify_credentials().username == "loom"
    with pytest.raises(MastodonAPIError) as error:
        app.status_post("Not within my scopes")
    assert refused(error) == (403, "This action is outside the authorized scopes")
    app.session.close()


def test_the_public_page_shows_picture_alt_text_and_the_tree_of_replies(
    server: PracticeMastodon, brand: PracticeAccount, ada: PracticeAccount
) -> None:
    status = brand.post("See https://example.org/x", [(PICTURE, 'A "loom" & more')])
    reply = ada.reply(status.id, "<b>Lovely</b>")
    brand.reply(reply.id, "Thank you")
    page = requests.get(f"{brand.url}/{status.id}", timeout=5)
    assert 'alt="A &quot;loom&quot; &amp; more"' in page.text
    assert "&lt;b&gt;Lovely&lt;/b&gt;" in page.text
    assert page.text.count('<ol class="replies">') == 2
    assert "27 of 500 characters, as Mastodon counts" in page.text
    assert "script" not in page.headers["Content-Security-Policy"]


def test_the_state_survives_a_restart(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("network")
    with PracticeMastodon(folder=folder) as server:
        brand = server.add_account("loom", "The Loom")
        status = brand.post("Kept", [(PICTURE, "A loom")], at=datetime(2026, 5, 1, tzinfo=UTC))
        before = server.state()
    with PracticeMastodon(folder=folder) as again:
        assert again.state() == before
        assert again.account("loom").token == brand.token
        url = again.url + f"/api/v1/statuses/{status.id}"
        picture = requests.get(url, timeout=5).json()["media_attachments"][0]
        assert requests.get(picture["url"], timeout=5).content == PICTURE
