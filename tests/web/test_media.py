"""The pictures."""

from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from antiphon.organizations.models import Role
from antiphon.publishing.actions.composing import Draft, Moment, compose
from antiphon.publishing.actions.illustrating import keep_picture
from antiphon.publishing.actions.inviting import make_review_link, revoke_review_link
from antiphon.publishing.drafts import Part, Picture
from antiphon.publishing.models import Asset, Post
from antiphon.publishing.renditions.places import address_of, name_of, put, sealed
from tests.publishing.flows import in_force, moment_in, step
from tests.web.readers import signed_in
from tests.world import World, deliver, png, say


def code(client: Client, address: str) -> int:
    """Open a file and read it; return the status."""
    answer = client.get(address)
    if answer.streaming:
        answer.getvalue()
    return answer.status_code


def shown(world: World, *, moment: Moment | None = None) -> str:
    """Let Anna post a picture; return where it is."""
    post = say(world.anna, world.site, "A door.", pictures=[Picture(png(), "A door")], moment=moment)
    return f"/media/{post.content.illustrations.get().asset.file.name}"


def test_a_published_picture_comes_as_what_it_is_and_may_be_kept_for_ever(world: World) -> None:
    address = shown(world)
    deliver()
    answer = Client().get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert {"public", "immutable"} <= set(answer["Cache-Control"].split(", "))
    assert len(answer.getvalue()) == Asset.objects.get().bytes
    assert Client().get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_what_is_not_published_is_for_members_of_the_brand(world: World) -> None:
    address = shown(world, moment=Moment(as_draft=True))
    clients = [Client(), signed_in(world.carla), signed_in(world.bruno)]
    assert [code(client, address) for client in clients] == [404, 404, 200]
    again = signed_in(world.bruno).get(address, headers={"If-None-Match": f'"{Asset.objects.get().digest}"'})
    assert (again.status_code, "private" in again["Cache-Control"]) == (304, True)


def test_what_is_taken_into_the_library_alone_is_not_published(world: World) -> None:
    assert code(Client(), f"/media/{keep_picture(world.anna, png()).file.name}") == 404


def test_a_network_fetches_by_a_seal_that_ends_and_is_good_for_one_file(world: World) -> None:
    address = shown(world, moment=Moment(as_draft=True))
    other = keep_picture(world.anna, png(9, 9)).file.name
    with time_machine.travel("2026-11-22T12:00:00Z") as then:
        seal = sealed(address.removeprefix("/media/"))
        wrong = [
            seal.replace("until=2026", "until=2027"),
            f"/media/{other}?{seal.partition('?')[2]}",
            f"{address}?seal=",
        ]
        assert code(Client(), seal) == 200
        assert {code(Client(), one) for one in wrong} == {404}
        then.shift(4 * 86_400)
        assert code(Client(), seal) == 404


def test_renditions_are_as_open_as_what_they_were_made_of(world: World) -> None:
    address = shown(world, moment=Moment(as_draft=True))
    place = put(name_of(Asset.objects.get().digest, "small"), "image/png", png(4, 3))
    name = f"renditions/{place.name}"
    assert [code(one, f"/media/{name}") for one in (Client(), signed_in(world.anna))] == [404, 200]
    assert code(Client(), urlsplit(address_of(place))._replace(scheme="", netloc="").geturl()) == 200
    assert address


def test_who_came_by_a_review_link_sees_what_it_shows_until_it_ends(world: World) -> None:
    in_force(world, step(Role.CLIENT))
    address, other = shown(world, moment=moment_in(world)), keep_picture(world.anna, png(9, 9)).file.name
    link, token = make_review_link(world.anna, label="Mr. Verdi", posts=[Post.objects.get()])
    guest = Client()
    assert code(guest, address) == 404
    guest.get(f"/review/{token}/")
    assert (code(guest, address), code(guest, f"/media/{other}")) == (200, 404)
    revoke_review_link(world.anna, link)
    assert code(guest, address) == 404


def test_what_a_later_part_shows_is_published_with_the_first(world: World) -> None:
    part = Part("And another.", [Picture(png(9, 9), "Another door")])
    compose(world.anna, Draft("A door.", [world.site], "en", parts=[part]), Moment())
    address = f"/media/{Asset.objects.get().file.name}"
    assert code(Client(), address) == 404
    deliver()
    assert code(Client(), address) == 200


@pytest.mark.parametrize(
    "name",
    ["../secrets.key", "assets/../../secrets.key", "assets/%2e%2e/%2e%2e/secrets.key", "renditions/x", "assets/"],
)
def test_nothing_else_in_the_folder_can_be_asked_for(world: World, name: str) -> None:
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    assert Client().get(f"/media/{name}").status_code == 404


def test_a_file_that_was_not_taken_in_is_not_given(world: World) -> None:
    stray = settings.MEDIA_ROOT / "assets" / "stray.html"
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_text("<script>")
    assert Client().get("/media/assets/stray.html").status_code == 404
