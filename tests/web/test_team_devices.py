"""Who works for a brand is told of posts that need them on their devices, also without a community."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from antiphon.cli.main import main
from antiphon.community.actions.joining import leave
from antiphon.devices.actions.registering import push_key
from antiphon.devices.models import Device
from antiphon.devices.queries import devices_of
from antiphon.lib.secrets import new_key, write_keys
from tests.api.community_samples import BROWSER
from tests.api.conftest import error_of, program_of
from tests.community.place import make_place, part_of
from tests.web.readers import signed_in
from tests.world import World

HERE = "/b/bottega/devices/"
SENT = {"endpoint": BROWSER.endpoint, "p256dh": BROWSER.p256dh, "auth": BROWSER.auth}


def test_a_member_lets_a_device_in_and_forgets_it(world: World) -> None:
    client: Client = signed_in(world.bruno)
    assert "None yet." in client.get(HERE).content.decode()
    assert client.post(f"{HERE}keep/", SENT | {"name": "Desk"})["Location"] == HERE
    page = client.get(HERE).content.decode()
    assert ("Desk" in page, push_key().public in page) == (True, True)
    assert "You are told on 1 device of yours" in client.get("/b/bottega/status/").content.decode()
    client.post(f"{HERE}{Device.objects.get().pk}/forget/")
    assert not Device.objects.exists()


def test_an_address_that_may_not_be_asked_is_refused(world: World) -> None:
    answer = signed_in(world.bruno).post(f"{HERE}keep/", SENT | {"endpoint": "http://127.0.0.1/a"})
    assert (answer.status_code, Device.objects.count()) == (422, 0)


def test_programs_do_the_same_and_touch_nobody_elses(world: World) -> None:
    bruno, anna = program_of(world.bruno.user), program_of(world.anna.user)
    body = {"endpoint": BROWSER.endpoint, "keys": {"p256dh": BROWSER.p256dh, "auth": BROWSER.auth}, "name": "Desk"}
    made = bruno.post("/brands/bottega/devices", body)
    assert (made.status_code, made.json()["name"]) == (201, "Desk")
    assert [one["id"] for one in bruno.get("/brands/bottega/devices").json()["items"]] == [made.json()["id"]]
    assert anna.get("/brands/bottega/devices").json()["items"] == []
    where = f"/brands/bottega/devices/{made.json()['id']}/forget"
    assert error_of(anna.post(where)) == (403, "not_allowed", None)
    assert bruno.post(where).json() == {"forgotten": True}


def test_who_leaves_the_community_is_still_told_of_posts(world: World) -> None:
    place = make_place(world)
    signed_in(world.anna).post(f"{HERE}keep/", SENT)
    leave(place.community, part_of(place.anna))
    assert devices_of(world.anna.user, world.bottega).count() == 1


def test_the_doctor_tells_of_devices_that_cannot_be_told(
    world: World, settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    client = signed_in(world.bruno)
    client.get(HERE)
    client.post(f"{HERE}keep/", SENT)
    settings.SECRETS_FILE = tmp_path / "lost.key"
    write_keys(settings.SECRETS_FILE, [new_key()])
    main(["doctor"])
    said = capsys.readouterr().out
    assert "The key with which devices are told: A stored credential cannot be opened" in said
    assert "1 devices cannot be told: put the key file back" in said
