"""What programs are told over time, and the reports they make."""

import base64
from datetime import timedelta

import pytest

from antiphon.lib import clock
from antiphon.reports.actions.reporting import make_report, report_link_of
from antiphon.reports.models import Report
from tests.api.conftest import Program, error_of
from tests.reports.told import call_out, carry_on, follow
from tests.world import World

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_followers_are_told_with_each_reading_and_how_they_grew(anna: Program, world: World) -> None:
    now = clock.now()
    follow(world.site, (100, now - timedelta(days=9)), (104, now - timedelta(days=1)))
    told = anna.get(f"/channels/{world.site.pk}/followers").json()
    assert (told["value"], told["change"], told["rate"], told["n"]) == (104, 4, 0.04, 2)
    assert [one["value"] for one in told["readings"]] == [100, 104]


def test_followers_that_nobody_told_are_null(anna: Program, world: World) -> None:
    told = anna.get(f"/channels/{world.site.pk}/followers").json()
    assert (told["value"], told["change"], told["readings"], told["told_at"]) == (None, None, [], None)


def test_a_post_is_told_over_time_beside_those_before_it(anna: Program, world: World) -> None:
    now = clock.now()
    for n in range(5):
        call_out(world, now - timedelta(days=20 - n), ("likes", 2 * n, HOUR))
    call = call_out(world, now - timedelta(days=3), ("likes", 12, HOUR), ("views", 600, HOUR))
    told = anna.get(f"/deliveries/{call.pk}/over-time").json()
    assert (told["engagements"], told["by_views"], told["by_followers"]) == (12, 0.02, None)
    assert told["usual"] == {"n": 5, "lower": 2.0, "median": 4.0, "upper": 6.0, "place": "above"}
    likes, views = told["numbers"]
    assert (likes["name"], likes["value"], len(likes["readings"])) == ("likes", 12, 1)
    assert views["usual"] == {"n": 0, "lower": None, "median": None, "upper": None, "place": None}
    before = (now - timedelta(days=30)).isoformat().replace("+00:00", "Z")
    assert anna.get(f"/deliveries/{call.pk}/over-time?as_of={before}").status_code == 404


def test_a_thread_is_one_post_by_whichever_part_it_is_asked_for(anna: Program, world: World) -> None:
    first = call_out(world, clock.now() - timedelta(days=3), ("likes", 12, HOUR), ("views", 600, HOUR))
    part = carry_on(first, ("likes", 5, HOUR))
    whole = anna.get(f"/deliveries/{first.pk}/over-time").json() | {"as_of": ""}
    assert (whole["delivery"], whole["parts"], whole["engagements"], whole["by_views"]) == (first.pk, 1, 17, 0.02)
    assert anna.get(f"/deliveries/{part.pk}/over-time").json() | {"as_of": ""} == whole
    told = [(one["name"], one["value"]) for one in anna.get(f"/posts/{part.post_id}/readings").json()]
    assert sorted(told) == [("likes", 5), ("likes", 12), ("views", 600)]


def test_a_report_is_made_read_got_as_pdf_and_shared(anna: Program, world: World) -> None:
    month = f"{clock.now().date():%Y-%m}"
    made = anna.post("/brands/bottega/reports", {"month": month, "language": "it"})
    assert (made.status_code, made.json()["month"], made.json()["language"]) == (201, month, "it")
    pk = made.json()["id"]
    assert [one["id"] for one in anna.get("/brands/bottega/reports").json()["items"]] == [pk]
    pdf = anna.get(f"/reports/{pk}/pdf").json()
    assert base64.b64decode(pdf["data"]).startswith(b"%PDF-")
    shared = anna.post(f"/reports/{pk}/links", {"days": 7}).json()
    link = report_link_of(shared["address"].rstrip("/").rpartition("/")[2])
    assert link
    assert link.report_id == pk


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"month": "soon"}, "month"),
        ({"month": "2999-01"}, "month"),
        ({"month": "2026-01", "language": "tlh"}, "language"),
    ],
)
def test_a_wrong_report_is_refused_and_not_made(
    anna: Program, world: World, body: dict[str, str], field: str
) -> None:
    assert error_of(anna.post("/brands/bottega/reports", body)) == (422, "refused", field)
    assert Report.objects.count() == 0


def test_links_to_a_report_are_listed_and_ended(anna: Program, world: World) -> None:
    report = make_report(world.anna, clock.now().date()).pk
    shared = anna.post(f"/reports/{report}/links", {"label": "The board", "days": 7}).json()
    token = shared.pop("address").rstrip("/").rpartition("/")[2]
    assert anna.get(f"/reports/{report}/links").json() == [shared]
    assert (shared["label"], shared["used_at"], shared["ended_at"]) == ("The board", None, None)
    ended = anna.post(f"/report-links/{shared['id']}/end").json()
    assert ended["ended_at"]
    assert (report_link_of(token), anna.get(f"/reports/{report}/links").json()) == (None, [])


def test_reports_are_planned_changed_and_planned_no_more(anna: Program, world: World) -> None:
    address = "/brands/bottega/report-schedules"
    first = anna.post(address, {"day": 3, "hour": "09:30", "language": "it", "addresses": ["one@x.example"]}).json()
    assert (first["day"], first["hour"], first["language"], first["addresses"]) == (
        3,
        "09:30:00",
        "it",
        ["one@x.example"],
    )
    assert first["next_at"]
    wanted = {"day": 28, "hour": "07:00", "language": "fr", "addresses": ["two@x.example"]}
    changed = anna.put(f"/report-schedules/{first['id']}", wanted).json()
    assert [one["id"] for one in anna.get(address).json() if not one["ended_at"]] == [changed["id"]]
    assert error_of(anna.put(f"/report-schedules/{first['id']}", wanted))[0] == 422
    ended = anna.post(f"/report-schedules/{changed['id']}/end").json()
    assert (bool(ended["ended_at"]), ended["next_at"]) == (True, None)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"day": 31, "addresses": ["one@x.example"]}, "day"),
        ({"addresses": []}, "addresses"),
        ({"addresses": ["nobody"]}, "addresses"),
        ({"addresses": ["one@x.example"], "language": "tlh"}, "language"),
    ],
)
def test_a_wrong_schedule_is_refused_and_the_one_that_runs_goes_on(
    anna: Program, world: World, body: dict[str, object], field: str
) -> None:
    running = anna.post("/brands/bottega/report-schedules", {"addresses": ["one@x.example"]}).json()
    assert error_of(anna.put(f"/report-schedules/{running['id']}", body))[2] == field
    assert anna.get("/brands/bottega/report-schedules").json() == [running]


def test_posts_of_a_period_stand_as_rows_beside_the_last_20(anna: Program, world: World) -> None:
    now = clock.now()
    for n in range(5):
        call_out(world, now - timedelta(days=20 - n), ("likes", 2 * n, HOUR))
    call = call_out(world, now - timedelta(days=3), ("likes", 12, HOUR), ("views", 600, HOUR), text="A lamp")
    silent = call_out(world, now - timedelta(days=2))
    page = anna.get("/brands/bottega/results?limit=2").json()
    first, second = page["items"]
    assert (first["delivery"], first["numbers"], first["engagements"]) == (silent.pk, {}, None)
    assert (second["delivery"], second["numbers"], second["by_views"]) == (call.pk, {"likes": 12, "views": 600}, 0.02)
    assert second["usual"] == {"n": 5, "lower": 2.0, "median": 4.0, "upper": 6.0, "place": "above"}
    rest = anna.get(f"/brands/bottega/results?after={page['next']}").json()
    assert (len(rest["items"]), rest["next"]) == (5, None)
    assert anna.get("/brands/bottega/results?channel=999999").status_code == 404
