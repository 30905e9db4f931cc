"""The library: what is found, said of it, put away, and given in parts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from antiphon.lib.errors import ChannelError
from antiphon.publishing.actions.keeping import keep_bytes, keep_picture
from antiphon.publishing.drafts import Picture
from antiphon.publishing.models import Asset
from antiphon.publishing.outgoing import outgoing_of
from tests.films import film
from tests.web.readers import count_queries, page, signed_in
from tests.world import World, png, say

ADDRESS = "/b/bottega/library/"


def test_an_empty_library_says_what_it_is_for(world: World) -> None:
    assert "Nothing is here yet" in page(signed_in(world.anna), ADDRESS).words


def test_what_is_taken_in_is_described_found_and_put_away(world: World) -> None:
    client = signed_in(world.anna)
    answer = client.post(ADDRESS, {"files": [SimpleUploadedFile("bowl.png", png())]})
    asset = Asset.objects.get()
    assert answer["Location"] == f"{ADDRESS}{asset.pk}/"
    said = {"title": "A bowl", "tags": "Wood, hands", "rights_holder": "Anna", "licence": "CC BY", "expires_on": ""}
    assert client.post(f"{ADDRESS}{asset.pk}/", said).status_code == 303
    keep_picture(world.anna, png(9, 9))
    for query, found in (("q=wood", True), ("q=stone", False), ("tag=hands", True), ("kind=videos", False)):
        assert ("A bowl" in page(client, f"{ADDRESS}?{query}").words) == found
    client.post(f"{ADDRESS}{asset.pk}/archive/")
    assert "A bowl" not in page(client, ADDRESS).words
    assert "A bowl" in page(client, f"{ADDRESS}?archive=1").words


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        (ADDRESS, True), ("/b/bottega/posts/new/", True), ("/b/bottega/posts/1/edit/", True),
        ("/b/bottega/posts/pictures/", True), ("/api/v1/brands/bottega/assets", True),
        ("/b/bottega/posts/check/", False), ("/api/v1/brands/bottega/posts", False), ("/nowhere/", False),
    ],
)  # fmt: skip
def test_a_gigabyte_is_taken_where_files_are_and_refused_elsewhere(world: World, address: str, taken: bool) -> None:
    announced = {"Content-Length": str(10**9)}
    client = signed_in(world.anna)
    client.raise_request_exception = False
    answer = client.post(address, b"", "text/plain", headers=announced)
    assert (answer.status_code != 413) == taken


def test_where_something_is_shown_is_told(world: World) -> None:
    post = say(world.anna, world.site, "Look at this", pictures=[Picture(png(), "A square")])
    shown = page(signed_in(world.anna), f"{ADDRESS}{Asset.objects.get().pk}/")
    assert f"/b/bottega/posts/{post.pk}/" in {one.get("href") for one in shown.all("a")}


def test_a_picture_is_named_after_its_file_where_nobody_has_named_it(world: World) -> None:
    client, file = signed_in(world.anna), lambda name: {"pictures": [SimpleUploadedFile(name, png())]}
    client.post("/b/bottega/posts/pictures/", file("teal_square.png"))
    client.post("/b/bottega/posts/pictures/", file("another-name.png"))
    assert Asset.objects.get().title == "teal square"


def test_an_untitled_picture_goes_by_the_words_that_it_was_shown_with(world: World) -> None:
    say(world.anna, world.site, "Look at this", pictures=[Picture(png(), "A teal square")])
    client = signed_in(world.anna)
    for address in (ADDRESS, f"{ADDRESS}choose/"):
        assert "A teal square" in page(client, address).words
    asset = page(client, f"{ADDRESS}{Asset.objects.get().pk}/")
    assert asset.all("input", name="title")[0]["value"] == "A teal square"


def test_what_may_no_longer_be_used_is_marked_where_one_chooses(world: World) -> None:
    keep_picture(world.anna, png())
    client, address = signed_in(world.anna), f"{ADDRESS}choose/"
    for last, marked in ((None, False), ("2020-01-01", True), ("2999-01-01", False)):
        Asset.objects.update(expires_on=last)
        assert ("may no longer be used" in page(client, address).words) is marked


def test_what_may_no_longer_be_used_is_not_sent_either(world: World) -> None:
    post = say(world.anna, world.site, "Look", pictures=[Picture(png(), "A square")])
    Asset.objects.update(expires_on="2020-01-01")
    with pytest.raises(ChannelError, match="rights"):
        outgoing_of(post.deliveries.get())


def test_thirty_assets_take_as_many_queries_as_one(world: World) -> None:
    client = signed_in(world.anna)
    keep_picture(world.anna, png())
    client.get(ADDRESS)
    for_one = count_queries(lambda: client.get(ADDRESS))
    for number in range(29):
        keep_picture(world.anna, png(10 + number, 10))
    assert count_queries(lambda: client.get(ADDRESS)) == for_one


def test_only_members_come_in(world: World) -> None:
    asset = keep_picture(world.anna, png())
    for address in (ADDRESS, f"{ADDRESS}{asset.pk}/", f"{ADDRESS}choose/", f"{ADDRESS}{asset.pk}/contrast/"):
        assert signed_in(world.anna).get(address).status_code == 200
        assert signed_in(world.carla).get(address).status_code == 404
        assert Client().get(address).status_code == 302


def test_a_film_is_given_in_the_part_that_is_asked_for(world: World) -> None:
    data = film()
    asset = keep_bytes(world.anna, data)
    client, address = signed_in(world.anna), f"/media/{asset.file.name}"
    whole = b"".join(client.get(address).streaming_content)  # type: ignore[attr-defined]
    part = client.get(address, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part["Content-Range"], part["Content-Length"]) == (
        206,
        f"bytes 10-19/{len(whole)}",
        "10",
    )
    assert b"".join(part.streaming_content) == whole[10:20]  # type: ignore[attr-defined]
    end = client.get(address, headers={"Range": "bytes=-5"})
    assert b"".join(end.streaming_content) == whole[-5:]  # type: ignore[attr-defined]
    beyond = client.get(address, headers={"Range": f"bytes={len(whole)}-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(whole)}")
