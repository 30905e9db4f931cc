"""Under whose name reports stand: chosen by owners, for one brand or for all, on paper, in the letter."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import time_machine

from antiphon.channels.actions import open_brand
from antiphon.letters.models import Letter
from antiphon.letters.tasks import send_letters
from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.publishing.actions.illustrating import keep_picture
from antiphon.reports.actions.looks import LookGiven, choose_look
from antiphon.reports.actions.reporting import make_report, schedule_reports
from antiphon.reports.models import ReportLook
from antiphon.reports.pdf import report_pdf
from antiphon.reports.queries.looks import look_of
from antiphon.reports.rules.looks import DAY, NIGHT
from antiphon.reports.tasks import send_due_reports
from tests.letters.post_office import PostOffice
from tests.world import World, png

pytestmark = pytest.mark.django_db
NOVEMBER = date(2026, 11, 1)
ALBA = LookGiven("Studio Alba", "#0b6464", "Studio Alba, Via Roma 1")
SOURCE = Path(__file__).resolve().parents[2] / "src" / "antiphon"


@pytest.fixture(autouse=True)
def _later() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 20, 12, tzinfo=UTC)):
        yield


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with PostOffice() as office:
        settings.MAILERS = office.mailers
        yield office


def words_of(pdf: bytes) -> str:
    read = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_range() for page in read) + str(read.get_metadata_dict())


def pictures_of(pdf: bytes) -> int:
    found = [one for page in pypdfium2.PdfDocument(pdf) for one in page.get_objects()]
    return sum(isinstance(one, pypdfium2.PdfImage) for one in found)


def test_the_papers_on_which_a_color_is_tried_are_those_of_pages_and_pdf() -> None:
    tokens = (SOURCE / "web" / "static" / "css" / "tokens.css").read_text("utf-8")
    assert re.search(r"--paper: light-dark\((\S+), (\S+)\);", tokens).groups() == (DAY, NIGHT)  # type: ignore[union-attr]
    assert f'#let paper = rgb("{DAY}")' in (SOURCE / "reports" / "report.typ").read_text("utf-8")


def test_the_pdf_stands_under_the_name_and_logo_that_were_chosen_and_names_no_product(world: World) -> None:
    report = make_report(world.anna, NOVEMBER)
    plain = report_pdf(report)
    choose_look(world.anna, LookGiven(ALBA.name, ALBA.accent, ALBA.foot, keep_picture(world.anna, png(40, 20))))
    looked = report_pdf(report)
    assert "Studio Alba, Via Roma 1" in words_of(looked)
    assert "Antiphon" not in words_of(looked)
    assert (pictures_of(plain), pictures_of(looked)) == (0, 1)
    choose_look(world.anna, LookGiven())
    assert "Alba" not in words_of(report_pdf(report))


def test_a_logo_that_may_be_used_no_more_is_left_out(world: World) -> None:
    logo = keep_picture(world.anna, png())
    choose_look(world.anna, LookGiven(logo=logo))
    report = make_report(world.anna, NOVEMBER)
    assert pictures_of(report_pdf(report)) == 1
    logo.expires_on = date(2026, 11, 19)
    logo.save()
    assert pictures_of(report_pdf(report)) == 0


@pytest.mark.parametrize(
    ("accent", "says"), [("#ffcc00", "The nearest shade that can be read is #8a6e00"), ("sun", "Write a color as")]
)
def test_a_color_that_cannot_be_read_is_refused_with_one_that_can(world: World, accent: str, says: str) -> None:
    choose_look(world.anna, ALBA)
    with pytest.raises(Refusal, match=says) as refused:
        choose_look(world.anna, LookGiven("Studio Alba", accent))
    assert refused.value.field == "accent"
    held = look_of(world.bottega)
    assert held
    assert held.accent == "#0b6464"


def test_only_owners_choose_and_only_pictures_of_their_own_library(world: World) -> None:
    theirs = keep_picture(world.carla, png())
    with pytest.raises(NotAllowed):
        choose_look(world.bruno, ALBA)
    with pytest.raises(Refusal, match="a picture of this brand"):
        choose_look(world.anna, LookGiven("Studio Alba", logo=theirs))
    assert ReportLook.objects.count() == 0


def test_a_look_for_all_brands_holds_until_one_has_its_own(world: World) -> None:
    lamps = open_brand(world.anna, name="Lamps", slug="lamps", time_zone="UTC", language="en").brand
    choose_look(world.anna, ALBA, for_all=True)
    choose_look(world.anna, LookGiven("Lamps & Co"), for_all=False)
    assert [str(look_of(one)) for one in (world.bottega, lamps)] == ["Lamps & Co", "Studio Alba"]
    assert look_of(world.carla.brand) is None


def test_who_owns_not_every_brand_decides_for_their_own_only(world: World) -> None:
    mine = open_brand(world.anna, name="Lamps", slug="lamps", time_zone="UTC", language="en", with_team=True)
    bruno = mine.brand.members.get(user=world.bruno.user)
    bruno.role = "owner"
    bruno.save()
    with pytest.raises(Refusal, match="every brand of the organization"):
        choose_look(bruno, ALBA, for_all=True)
    assert choose_look(bruno, ALBA)


def test_the_letter_comes_from_the_name_that_was_chosen_and_names_no_product(
    world: World, office: PostOffice
) -> None:
    choose_look(world.anna, ALBA)
    schedule_reports(world.anna, day=1, hour=time(8), addresses="one@x.example", language="en")
    with time_machine.travel(datetime(2026, 12, 1, 7, 1, tzinfo=UTC)):
        assert send_due_reports() == 1
        send_letters()
    [letter] = office.arrived
    assert letter["From"].startswith("Studio Alba <")
    body = letter.get_body()
    assert body
    assert body.get_content().splitlines()[-3:] == ["-- ", "Studio Alba", "Studio Alba, Via Roma 1"]
    assert "Antiphon" not in letter["From"] + letter["Subject"] + body.get_content()
    assert Letter.objects.get().sender == "Studio Alba"
