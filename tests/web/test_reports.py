"""Reports on pages: made, read, shared by a link that ends, kept as PDF, planned; and who finds what."""

import csv
import io
import re
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from antiphon.lib import clock
from antiphon.organizations.actions import add_member
from antiphon.organizations.models import Role
from antiphon.reports.actions.reporting import make_report, share_report
from antiphon.reports.models import Report, ReportLink, ReportSchedule
from tests.reports.told import call_out
from tests.web.readers import page, signed_in
from tests.world import World, make_user

pytestmark = pytest.mark.django_db
PAGE = "/b/bottega/reports/"
SHARED = ("", "report.pdf", "report.csv", "report.json")


@pytest.fixture
def report(world: World) -> Report:
    call_out(world, clock.now() - timedelta(minutes=9), ("likes", 12, timedelta(minutes=2)), text="<b>A lamp</b>")
    return make_report(world.anna, clock.now().astimezone(world.bottega.zone).date())


@pytest.fixture
def token(world: World, report: Report) -> str:
    return share_report(world.anna, report, label="The board")[1]


def test_a_report_is_made_and_read(world: World) -> None:
    anna = signed_in(world.anna)
    assert "No report yet" in page(anna, PAGE).words
    answer = anna.post(PAGE, {"month": f"{clock.now():%Y-%m}", "language": "it"})
    made = Report.objects.get()
    assert (answer.status_code, answer["Location"], made.language) == (303, f"{PAGE}{made.pk}/", "it")
    assert page(anna, PAGE).all("a", href=f"{PAGE}{made.pk}/")


@pytest.mark.parametrize("month", ["", "soon", "2999-01", "2026-13"])
def test_a_wrong_month_is_said_and_nothing_is_made(world: World, month: str) -> None:
    answer = signed_in(world.anna).post(PAGE, {"month": month, "language": "en"})
    assert answer.status_code == 422
    assert Report.objects.count() == 0


def test_the_words_of_a_post_stand_there_as_they_were_written(world: World, report: Report) -> None:
    answer = signed_in(world.anna).get(f"{PAGE}{report.pk}/")
    assert "&lt;b&gt;A lamp&lt;/b&gt;" in answer.content.decode()


def test_a_link_is_told_once_and_opens_the_report_for_a_guest(world: World, report: Report) -> None:
    anna = signed_in(world.anna)
    answer = anna.post(f"{PAGE}{report.pk}/", {"label": "The board", "days": "7"})
    [address] = re.findall(r">(http[^<]+/reports/[^<]+)</code>", answer.content.decode())
    path = "/reports/" + address.split("/reports/")[1]
    shared = Client().get(path)
    assert shared.status_code == 200
    assert (shared["X-Robots-Tag"], shared["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")
    assert "no-store" in shared["Cache-Control"]
    assert "Bottega" in shared.content.decode()
    assert Client().get(f"{path}report.pdf")["Content-Type"] == "application/pdf"
    assert address not in anna.get(f"{PAGE}{report.pk}/").content.decode()
    assert ReportLink.objects.get().used_at is not None


def test_a_shared_report_leads_nowhere_into_the_house(world: World, report: Report, token: str) -> None:
    found = page(Client(), f"/reports/{token}/")
    within = [link["href"] for link in found.all("a") if link["href"].startswith("/")]
    assert within == [*(f"/reports/{token}/report.{kind}" for kind in ("pdf", "csv", "json")), "/source/"]
    assert not found.all("form")


def test_a_shared_report_is_in_its_own_language_whoever_reads_it(world: World, report: Report) -> None:
    french = make_report(world.anna, report.month, "fr")
    _link, token = share_report(world.anna, french)
    answer = Client().get(f"/reports/{token}/", headers={"accept-language": "it"})
    assert '<html lang="fr">' in answer.content.decode()


def test_a_link_that_ended_opens_nothing_and_neither_does_a_wrong_one(
    world: World, report: Report, token: str
) -> None:
    anna, link = signed_in(world.anna), ReportLink.objects.get()
    assert Client().get("/reports/1-wrong/").status_code == 404
    assert anna.post(f"{PAGE}{report.pk}/links/{link.pk}/end/").status_code == 303
    assert [Client().get(f"/reports/{token}/{end}").status_code for end in SHARED] == [404] * 4


def test_a_guest_takes_a_shared_report_along_until_its_link_is_over(world: World, report: Report, token: str) -> None:
    asked = [Client().get(f"/reports/{token}/{end}") for end in SHARED]
    assert [one["Content-Type"].partition(";")[0] for one in asked] == [
        "text/html", "application/pdf", "text/csv", "application/json",
    ]  # fmt: skip
    assert {(one["X-Robots-Tag"], one["Referrer-Policy"], "no-store" in one["Cache-Control"]) for one in asked} == {
        ("noindex, nofollow", "no-referrer", True)
    }
    own = signed_in(world.anna)
    assert asked[2].content == own.get(f"{PAGE}{report.pk}.csv").content
    assert asked[3].json() == report.content
    with time_machine.travel(clock.now() + timedelta(days=31)):
        assert [Client().get(f"/reports/{token}/{end}").status_code for end in SHARED] == [404] * 4


def test_a_table_leaves_empty_what_is_not_known(world: World, report: Report, token: str) -> None:
    rows = list(csv.DictReader(io.StringIO(Client().get(f"/reports/{token}/report.csv").text)))
    kept = {one["name"]: one for one in report.content["returns"]}
    assert {row["name"] for row in rows if row["value"] == ""} == {
        name for name, one in kept.items() if one["value"] is None
    }
    assert not any("None" in row.values() for row in rows)


def test_reports_are_planned_changed_and_ended(world: World) -> None:
    anna, plan = signed_in(world.anna), f"{PAGE}schedule/"
    typed = {"day": "2", "hour": "09:30", "language": "en", "addresses": "board@x.example"}
    assert anna.post(plan, typed).status_code == 303
    assert ReportSchedule.objects.get(ended_at=None).to == ["board@x.example"]
    assert "The next one goes out" in page(anna, PAGE).words
    assert anna.post(plan, typed | {"day": "3"}).status_code == 303
    assert ReportSchedule.objects.get(ended_at=None).day == 3
    assert anna.post(plan, {"end": "1"}).status_code == 303
    assert not ReportSchedule.objects.filter(ended_at=None).exists()


@pytest.mark.parametrize("wrong", [{"day": "31"}, {"hour": "25:00"}, {"addresses": "nobody"}, {"language": "tlh"}])
def test_a_wrong_plan_is_said_and_not_kept(world: World, wrong: dict[str, str]) -> None:
    typed = {"day": "2", "hour": "09:30", "language": "en", "addresses": "board@x.example"} | wrong
    assert signed_in(world.anna).post(f"{PAGE}schedule/", typed).status_code == 422
    assert ReportSchedule.objects.count() == 0


def test_an_author_reads_and_makes_but_shares_and_plans_nothing(world: World, report: Report) -> None:
    bruno = signed_in(world.bruno)
    found = page(bruno, f"{PAGE}{report.pk}/")
    assert not found.all("input", name="days")
    assert bruno.post(f"{PAGE}{report.pk}/", {"days": "7"}).status_code == 422
    typed = {"day": "2", "hour": "09:30", "language": "en", "addresses": "board@x.example"}
    assert bruno.post(f"{PAGE}schedule/", typed).status_code == 422
    assert (ReportLink.objects.count(), ReportSchedule.objects.count()) == (0, 0)


def test_only_members_who_see_the_brand_find_reports(world: World, report: Report, token: str) -> None:
    client_role = add_member(by=world.anna, user=make_user("dario@example.org", "Dario"), role=Role.CLIENT)
    for address in (PAGE, f"{PAGE}{report.pk}/", f"{PAGE}{report.pk}.pdf"):
        members = (world.anna, world.bruno, world.carla, client_role)
        codes = [signed_in(who).get(address).status_code for who in members]
        assert (codes, Client().get(address).status_code) == ([200, 200, 404, 404], 302)
    carla = signed_in(world.carla)
    assert carla.get(f"/b/cards/reports/{report.pk}/").status_code == 404
    assert carla.get(f"/b/cards/reports/{report.pk}.pdf").status_code == 404
    link = ReportLink.objects.get()
    assert carla.post(f"/b/cards/reports/{report.pk}/links/{link.pk}/end/").status_code == 404
    for path in (f"{PAGE}schedule/", f"{PAGE}{report.pk}/links/{link.pk}/end/"):
        assert (carla.post(path).status_code, Client().post(path).status_code) == (404, 302)
    assert signed_in(client_role).get(f"/reports/{token}/").status_code == 200


def test_a_report_is_taken_along_as_a_table_and_for_programs(world: World) -> None:
    browser = signed_in(world.anna)
    made = make_report(world.anna, date(2026, 1, 1))
    told = browser.get(f"/b/bottega/reports/{made.pk}.csv").text.splitlines()
    assert told[0] == "side,name,measure,value,unit,n,low,high,before,a year ago"
    assert len(told) == 1 + len(made.content["returns"])
    answer = browser.get(f"/b/bottega/reports/{made.pk}.json")
    assert (answer.json(), answer["Content-Type"]) == (made.content, "application/json")
