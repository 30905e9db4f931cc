"""What programs are told over time, and the reports they make."""

import base64
from datetime import timedelta

import pytest

from antiphon.lib import clock
from antiphon.reports.actions.reporting import report_link_of
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
