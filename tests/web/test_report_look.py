"""The page of how reports look, and how a guest sees them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from antiphon.lib import clock
from antiphon.publishing.models import Asset
from antiphon.reports.actions.looks import LookGiven, choose_look
from antiphon.reports.actions.reporting import make_report, share_report
from antiphon.reports.models import ReportLook
from tests.web.readers import page, signed_in
from tests.world import World, png

pytestmark = pytest.mark.django_db
PAGE = "/b/bottega/reports/look/"


@pytest.fixture
def shared(world: World) -> str:
    report = make_report(world.anna, clock.now().astimezone(world.bottega.zone).date())
    return f"/reports/{share_report(world.anna, report)[1]}/"


def test_a_look_is_chosen_with_a_new_picture_and_seen_at_once(world: World) -> None:
    anna = signed_in(world.anna)
    assert "Nothing is chosen" in page(anna, PAGE).words
    sent = {"name": "Studio Alba", "accent": "#0B6464", "foot": "Via Roma 1",
            "upload": SimpleUploadedFile("logo.png", png(), "image/png")}  # fmt: skip
    assert anna.post(PAGE, sent).status_code == 303
    found = page(anna, PAGE)
    assert "Studio Alba" in found.words
    assert found.all("img", src=f"{PAGE}logo")
    assert anna.get(f"{PAGE}logo")["Content-Type"] == "image/png"
    assert anna.get("/b/bottega/reports/look.css").text == (
        ":root { --accent: light-dark(#0b6464, #468989); }\n"
    )  # fmt: skip
    assert ReportLook.objects.get().logo == Asset.objects.get()


def test_a_color_that_cannot_be_read_is_said_where_it_was_typed(world: World) -> None:
    answer = signed_in(world.anna).post(PAGE, {"accent": "#ffcc00"})
    assert answer.status_code == 422
    assert "#8a6e00" in answer.text
    assert ReportLook.objects.count() == 0


def test_a_shared_report_stands_under_the_name_that_was_chosen(world: World, shared: str) -> None:
    choose_look(world.anna, LookGiven("Studio Alba", "#0b6464", "Via Roma 1"))
    answer = Client().get(shared)
    found = page(Client(), shared)
    assert "Studio Alba" in found.words
    assert "Via Roma 1" in found.words
    assert found.all("link", href=f"{shared}look.css")
    assert "antiphon" not in answer.text.lower()
    assert Client().get(f"{shared}look.css").text.startswith(":root { --accent: light-dark(#0b6464,")
    assert Client().get(f"{shared}logo").status_code == 404


def test_the_logo_of_a_shared_report_is_open_to_who_has_the_link_and_to_nobody_else(
    world: World, shared: str
) -> None:
    anna = signed_in(world.anna)
    anna.post(PAGE, {"upload": SimpleUploadedFile("logo.png", png(), "image/png")})
    assert Client().get(f"{shared}logo")["Content-Type"] == "image/png"
    assert page(Client(), shared).all("img", src=f"{shared}logo")
    logo = Asset.objects.get()
    assert Client().get(f"/media/{logo.file.name}").status_code == 404
    assert Client().get("/reports/1-wrong/logo").status_code == 404
    assert signed_in(world.carla).get(f"{PAGE}logo").status_code == 404


def test_without_a_look_a_shared_report_is_as_it_was(world: World, shared: str) -> None:
    found = page(Client(), shared)
    assert not found.all("img")
    assert not found.all("link", href=f"{shared}look.css")
    assert found.all("link", rel="icon")


def test_who_owns_nothing_sees_the_look_and_chooses_none(world: World) -> None:
    choose_look(world.anna, LookGiven("Studio Alba"))
    found = page(signed_in(world.bruno), PAGE)
    assert "Studio Alba" in found.words
    assert not found.all("form", enctype="multipart/form-data")


def test_an_owner_of_every_brand_chooses_for_all_of_them(world: World) -> None:
    signed_in(world.anna).post(PAGE, {"name": "Studio Alba", "for_all": "on"})
    assert ReportLook.objects.get().brand is None
    assert "Chosen for all brands" in page(signed_in(world.bruno), PAGE).words
