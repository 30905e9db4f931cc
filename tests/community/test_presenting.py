"""Pictures and pages of participants: cleaned, bounded, and verified only while it is true."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from antiphon.community.actions.joining import Said
from antiphon.community.actions.presenting import drop_portrait, keep_portrait, present, set_links, verify_next_link
from antiphon.community.models import Participant, ProfileLink
from antiphon.community.rules.rel_me import links_back, same_host
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.people.models import KnownTrait
from tests.community.place import Place, part_of
from tests.webpages import Web, html, small_web
from tests.world import png


def photograph() -> bytes:
    """Return a wide JPEG that says where it was taken."""
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x8825] = {1: "N", 2: (45.0, 26.0, 0.0)}
    exif[0x010F] = "A camera"
    Image.new("RGB", (900, 600), "teal").save(out, "JPEG", exif=exif)
    return out.getvalue()


def mine(place: Place) -> Participant:
    """Return Dora."""
    return part_of(place.dora)


def test_a_picture_is_made_anew_square_and_says_no_place(place: Place) -> None:
    keep_portrait(mine(place), photograph())
    with Image.open(mine(place).picture.path) as kept:
        assert (kept.format, kept.size, dict(kept.getexif())) == ("JPEG", (480, 480), {})


@pytest.mark.django_db(transaction=True)
def test_a_picture_that_is_replaced_or_taken_away_leaves_no_file(place: Place) -> None:
    keep_portrait(mine(place), png(30, 30))
    first = Path(mine(place).picture.path)
    keep_portrait(mine(place), png(40, 40))
    second = Path(mine(place).picture.path)
    assert (first.exists(), second.exists()) == (False, True)
    drop_portrait(mine(place))
    assert (second.exists(), Participant.objects.get(pk=mine(place).pk).picture.name) == (False, "")


@pytest.mark.parametrize(
    "data",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"\x89PNG\r\n\x1a\n cut short",
        b"GIF89a<script>",
        b"PK\x03\x04 a zip",
        b"x" * 8_000_001,
    ],
    ids=["svg", "damaged", "script", "zip", "large"],
)
def test_what_is_no_picture_is_refused_and_nothing_changes(place: Place, data: bytes) -> None:
    before = mine(place).name
    with pytest.raises(Refusal) as refusal:
        present(mine(place), Said(name="Another"), links=["https://dora.example/"], picture=data)
    found = Participant.objects.get(pk=mine(place).pk)
    assert (refusal.value.field, found.name, found.picture.name, found.links.count()) == ("picture", before, "", 0)


@pytest.mark.parametrize(
    "links",
    [
        ["javascript:alert(1)"],
        ["dora.example"],
        ["https://" + "x" * 500],
        ["https://dora@evil.example/"],
        [f"https://dora.example/{number}" for number in range(6)],
    ],
)
def test_what_is_no_page_is_refused(place: Place, links: list[str]) -> None:
    with pytest.raises(Refusal) as refusal:
        set_links(mine(place), links)
    assert (refusal.value.field, ProfileLink.objects.count()) == ("links", 0)


def page_of(place: Place, rel: str = "me") -> Any:
    """Return a page that links to Dora's profile."""
    identity = mine(place).identity
    assert identity
    return html(f'<p><a rel="{rel}" href="{identity.url}">Dora</a></p>')


def look(place: Place, web: Web, path: str = "/") -> bool:
    """Let a page be looked at; return whether it is verified."""
    set_links(mine(place), [f"{web.url}{path}"])
    assert verify_next_link()
    assert not verify_next_link()
    return ProfileLink.objects.get().verified_at is not None


def test_a_page_is_verified_while_it_links_back(place: Place, settings: Any) -> None:
    with small_web() as web:
        settings.PRIVATE_HOSTS = [web.place]
        web.answers["/"] = page_of(place)
        assert look(place, web)
        assert KnownTrait.objects.filter(kind="page", verified=True).count() == 1
        web.answers["/"] = html("<p>Nothing any more</p>")
        ProfileLink.objects.update(checked_at=clock.now() - timedelta(days=31))
        assert verify_next_link()
        assert ProfileLink.objects.get().verified_at is None
        assert not KnownTrait.objects.filter(kind="page").exists()


@pytest.mark.parametrize("rel", ["nofollow", "met", ""])
def test_another_link_proves_nothing(place: Place, settings: Any, rel: str) -> None:
    with small_web() as web:
        settings.PRIVATE_HOSTS = [web.place]
        web.answers["/"] = page_of(place, rel)
        assert not look(place, web)


def test_a_page_that_leads_elsewhere_proves_nothing_of_where_it_began(place: Place, settings: Any) -> None:
    with small_web() as web, small_web() as elsewhere:
        settings.PRIVATE_HOSTS = [web.place, elsewhere.place]
        elsewhere.answers["/"] = page_of(place)
        web.answers["/go"] = (302, {"Location": f"{elsewhere.url}/"}, b"")
        assert not look(place, web, "/go")
        assert elsewhere.asked == ["/"]


def test_no_page_of_a_private_network_is_asked(place: Place, settings: Any) -> None:
    settings.PRIVATE_HOSTS = []
    with small_web() as web:
        web.answers["/"] = page_of(place)
        assert (look(place, web), web.asked) == (False, [])


def test_links_are_compared_as_browsers_read_them() -> None:
    here = "https://a.example/me/"
    assert links_back("<LINK REL='ME x' HREF='//B.example/@dora/#top'>", here, "https://b.example/@dora")
    assert not links_back('<a rel="me" href="https://b.example/@dora.evil/">', here, "https://b.example/@dora")
    assert not links_back('<!-- <a rel="me" href="https://b.example/@dora"> -->', here, "https://b.example/@dora")
    assert (same_host(here, "https://A.example/x"), same_host(here, "https://b.example/")) == (True, False)
