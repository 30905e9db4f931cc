"""The script, the picture and the address that hits are sent to."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from antiphon.visits.models import LeftOut, Visit
from antiphon.web.hit_counter import MOST_BYTES, HitCounter
from tests.visits.shop import FIREFOX, Shop, opened
from tests.world import World


@pytest.fixture
def shop(world: World, tmp_path: Path) -> Iterator[Shop]:
    with opened(world, tmp_path) as made:
        yield made


def sent(shop: Shop, url: str = "https://shop.example/tea", **headers: str) -> int:
    body = json.dumps({"site": shop.site.public_key, "url": url, "ref": "https://bsky.app/"})
    headers = {"User-Agent": FIREFOX} | headers
    return Client().post("/count", body, content_type="text/plain", headers=headers).status_code


def test_the_script_is_smaller_than_two_kilobytes_and_keeps_nothing(client: Client) -> None:
    answer = client.get("/count.js")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert len(answer.content) < 2000
    assert [
        word for word in ("cookie", "localStorage", "sessionStorage", "indexedDB") if f".{word}" in answer.text
    ] == []
    assert answer.cookies == {}


def test_a_hit_is_counted_without_cookies(shop: Shop) -> None:
    assert sent(shop) == 204
    shop.count()
    assert Visit.objects.values_list("landing_path", "source", "way").get() == ("/tea", "bluesky", "script")


def test_a_browser_that_asks_not_to_be_tracked_is_heard(shop: Shop) -> None:
    assert {sent(shop, DNT="1"), sent(shop, **{"Sec-GPC": "1"})} == {204}
    shop.count()
    assert (Visit.objects.count(), LeftOut.objects.values_list("reason", "hits").get()) == (0, ("asked", 2))


def test_without_a_script_the_picture_counts_the_page_that_shows_it(shop: Shop) -> None:
    headers = {"User-Agent": FIREFOX, "Referer": "https://shop.example/jam?utm_source=news&utm_medium=email"}
    answer = Client().get(f"/count.gif?site={shop.site.public_key}", headers=headers)
    assert (answer.status_code, answer["Content-Type"], answer.content[:3]) == (200, "image/gif", b"GIF")
    shop.count()
    assert Visit.objects.values_list("landing_path", "source_kind", "way").get() == ("/jam", "mail", "pixel")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("{}", 400),
        ("[1]", 400),
        ('{"site": 1, "url": ""}', 400),
        ("\xff", 400),
        ("x" * (MOST_BYTES + 1), 413),
        ('{"site": "none", "url": "https://shop.example/"}', 404),
    ],
)
def test_what_is_no_hit_is_refused_in_a_sentence(shop: Shop, body: str, status: int) -> None:
    answer = Client().post("/count", body.encode("latin-1"), content_type="text/plain")
    assert (answer.status_code, answer.content != b"", shop.count()) == (status, True, 0)


def test_the_server_answers_hits_before_the_pages_and_passes_on_all_else(shop: Shop) -> None:
    def pages(_environ: dict[str, Any], start: Any) -> list[bytes]:
        start("200 OK", [])
        return [b"a page"]

    def asked(method: str, path: str, body: bytes = b"") -> tuple[str, bytes]:
        said: list[str] = []
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "CONTENT_LENGTH": str(len(body)), "REMOTE_ADDR": "192.0.2.7",
            "HTTP_USER_AGENT": FIREFOX, "wsgi.input": io.BytesIO(body),
        }  # fmt: skip
        told = HitCounter(pages, lambda: None)(environ, lambda status, _headers: said.append(status))
        return said[0], b"".join(told)

    hit = json.dumps({"site": shop.site.public_key, "url": "https://shop.example/"}).encode()
    assert asked("POST", "/count", hit) == ("204 No Content", b"")
    assert asked("OPTIONS", "/count")[0] == "204 No Content"
    assert asked("GET", "/count")[0] == "405 Method Not Allowed"
    assert asked("POST", "/count.js")[0] == "405 Method Not Allowed"
    assert asked("HEAD", "/count.js") == ("200 OK", b"")
    assert asked("GET", "/count/") == ("200 OK", b"a page")
    assert shop.count() == 1
