"""The pages by which plans come in and go out."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from icalendar import Calendar

from antiphon.organizations.actions import end_membership
from antiphon.publishing.actions.composing import Moment
from antiphon.publishing.actions.sharing_plans import make_plan_address
from antiphon.publishing.models import Delivery, PlanAddress, PlanFile, Post
from tests.web.readers import Page, page, signed_in
from tests.world import World, say

HERE = "/b/bottega/plan/"
ROWS = b"03/20/2026 09:00,Oil the plane.,\r\n03/21/2026 10:00,Sharpen the saw.,\r\n"


@pytest.fixture(autouse=True)
def _in_march() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 3, 16, 12, tzinfo=UTC), tick=False):
        yield


def hand_in(client: Client, world: World, data: bytes = ROWS, **more: object) -> str:
    file = SimpleUploadedFile("plan.csv", data, "text/csv")
    answer = client.post(HERE, {"file": file, "channels": [world.site.pk], "order": ""} | more)
    assert answer.status_code == 303, answer.content.decode()
    return str(answer["Location"])


def test_a_file_is_looked_at_and_then_written(world: World) -> None:
    client = signed_in(world.anna)
    address = hand_in(client, world)
    shown = page(client, address)
    assert "Every row can be written." in shown.words
    assert "Sharpen the saw." in shown.words
    assert not Post.objects.exists()
    assert client.post(address, {"confirm": "", "how": "planned"}).status_code == 303
    assert set(Delivery.objects.values_list("state", flat=True)) == {"scheduled"}
    assert "These posts were written" in page(client, address).words
    assert client.post(address, {"confirm": "", "how": "planned"}).status_code == 422
    assert Post.objects.count() == 2


def test_a_bad_row_says_why_on_the_page(world: World) -> None:
    client = signed_in(world.anna)
    address = hand_in(client, world, ROWS + b"soon,Hello,\r\n")
    shown = page(client, address)
    assert "1 row cannot be written yet." in shown.words
    assert "no day and hour" in shown.words
    assert not shown.all("button", name="confirm")
    assert client.post(address, {"confirm": "", "how": "draft"}).status_code == 422
    assert not Post.objects.exists()


def test_dates_are_read_in_another_order(world: World) -> None:
    client = signed_in(world.anna)
    address = hand_in(client, world, b"04/05/2026 09:00,Hello,\r\n")
    client.post(address, {"order": "dmy", "channels": [world.site.pk]})
    assert "4 May 2026" in page(client, address).words


@pytest.mark.parametrize("data", [b"", b"message,color\r\nx,y", b"\x81"])
def test_what_is_no_plan_is_said(world: World, data: bytes) -> None:
    file = SimpleUploadedFile("plan.csv", data) if data else ""
    answer = signed_in(world.anna).post(HERE, {"file": file})
    assert (answer.status_code, 'role="alert"' in answer.content.decode()) == (422, True)
    assert not PlanFile.objects.exists()


def test_the_plan_goes_out_as_a_file(world: World) -> None:
    say(world.anna, world.site, "=Oil", moment=Moment(datetime.fromisoformat("2026-03-20T09:00")))
    client = signed_in(world.anna)
    answer = client.get("/b/bottega/plan.csv?from=2026-03-01&until=2026-03-31")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "2026-03-20 09:00,'=Oil" in answer.content.decode()
    for wrong in ("from=soon", "from=2026-04-01&until=2026-03-01", "from=1900-01-01&until=2026-01-01"):
        assert client.get(f"/b/bottega/plan.csv?{wrong}").status_code == 422


def address_in(answer: object) -> str:
    (shown,) = _page(answer).all("input", id="address")
    return shown["value"].removeprefix("http://localhost:8000")


def _page(answer: object) -> Page:
    return Page(answer.content.decode())  # type: ignore[attr-defined]


def test_a_calendar_program_reads_the_plan_until_the_address_ends(world: World) -> None:
    say(world.anna, world.site, "Oil the plane.", moment=Moment(datetime.fromisoformat("2026-03-20T09:00")))
    say(world.anna, world.site, "Maybe", moment=Moment(datetime.fromisoformat("2026-03-21T09:00"), as_draft=True))
    client = signed_in(world.anna)
    address = address_in(client.post(f"{HERE}address/"))
    answer = Client().get(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [(str(one["SUMMARY"]), one.decoded("DTSTART"), str(one["STATUS"])) for one in events] == [
        ("Oil the plane.", datetime(2026, 3, 20, 8, tzinfo=UTC), "CONFIRMED"),
        ("[draft] Maybe", datetime(2026, 3, 21, 8, tzinfo=UTC), "TENTATIVE"),
    ]
    again = address_in(client.post(f"{HERE}address/"))
    assert Client().get(address).status_code == 404
    assert Client().get(again).status_code == 200
    client.post(f"{HERE}address/", {"end": ""})
    assert Client().get(again).status_code == 404


def test_who_left_reads_the_plan_no_more(world: World) -> None:
    address = f"/plan/{make_plan_address(world.bruno)}.ics"
    assert Client().get(address).status_code == 200
    assert PlanAddress.objects.get().used_at is not None
    end_membership(world.anna, world.bruno)
    assert Client().get(address).status_code == 404
    assert Client().get("/plan/guessed.ics").status_code == 404


def test_the_brand_moves_its_clock(world: World) -> None:
    say(world.anna, world.site, "Open.", moment=Moment(datetime.fromisoformat("2026-03-20T09:00")))
    client = signed_in(world.anna)
    assert client.post(f"{HERE}time-zone/", {"zone": "Nowhere/Land"}).status_code == 422
    assert client.post(f"{HERE}time-zone/", {"zone": "Asia/Tokyo"}).status_code == 303
    assert Delivery.objects.get().due_at == datetime(2026, 3, 20, 0, tzinfo=UTC)
    assert signed_in(world.bruno).post(f"{HERE}time-zone/", {"zone": "UTC"}).status_code == 422


def test_who_may_look_and_who_may_change(world: World) -> None:
    address = hand_in(signed_in(world.anna), world)
    for one in (HERE, address, "/b/bottega/plan.csv"):
        assert Client().get(one).status_code == 302
        assert signed_in(world.carla).get(one).status_code == 404
        assert signed_in(world.bruno).get(one).status_code == 200
    assert signed_in(world.carla).get(address.replace("bottega", "cards")).status_code == 404
    assert signed_in(world.bruno).post(address, {"confirm": "", "how": "planned"}).status_code == 422
    assert not Post.objects.exists()
