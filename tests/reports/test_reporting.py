"""A report of a month: what it says, that it stays as it was made, its link, its PDF, its schedule."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pypdfium2
import pytest
import time_machine
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from antiphon.channels.connector import Act, Did
from antiphon.conversations.actions import note_act, receive
from antiphon.letters.models import Letter
from antiphon.letters.tasks import send_letters
from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.organizations.actions import change_role, end_membership
from antiphon.organizations.models import Brand, Role
from antiphon.publishing.actions.linking import make_link
from antiphon.reports.actions.reporting import (
    end_report_schedule,
    make_report,
    report_link_of,
    revoke_report_link,
    schedule_reports,
    share_report,
)
from antiphon.reports.actions.sending import send_report
from antiphon.reports.models import Report, ReportLink, ReportSchedule
from antiphon.reports.pdf import report_pdf
from antiphon.reports.returns.catalogue import return_measures
from antiphon.reports.sheet import sheet_of
from antiphon.reports.tasks import send_due_reports
from tests.api.talk import DORA, said_by
from tests.letters.post_office import PostOffice
from tests.publishing.flows import join
from tests.reports.told import NOON, call_out, follow
from tests.world import World

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)
LATER = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _later() -> Iterator[None]:
    with time_machine.travel(LATER):
        yield


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with PostOffice() as office:
        settings.MAILERS = office.mailers
        yield office


@pytest.fixture
def october(world: World) -> World:
    """Five posts in September, one in October that Dora likes and asks about; 100 to 108 followers."""
    world.site.connected_at = NOON - timedelta(days=60)
    world.site.save()
    for n in range(5):
        call_out(world, NOON - timedelta(days=20 - n), ("likes", 2 * n, timedelta(hours=5)))
    call = call_out(
        world, NOON + timedelta(days=4), ("likes", 12, timedelta(hours=3)), ("views", 600, timedelta(hours=3)),
        ("replies", 3, timedelta(days=40)), text="Lampade: perché no? È già sera.",
    )  # fmt: skip
    at = NOON + timedelta(days=5)
    note_act(world.site, Did(Act.LIKE, DORA, at, "like", call.uri))
    receive(world.site, said_by(DORA, 1, at, call.uri))
    follow(
        world.site, (100, NOON - timedelta(days=3)), (104, NOON + timedelta(days=9)), (108, NOON + timedelta(days=20))
    )
    follow(world.site, (150, NOON + timedelta(days=45)))
    return world


def test_a_month_says_what_went_out_what_came_back_and_how_followers_grew(october: World) -> None:
    told = make_report(october.anna, OCTOBER).content
    assert told["call"]["now"] == {
        "posts": 1, "places": 1, "views": 600, "views_told": 1, "engagements": 12, "engagements_told": 1,
        "rate": 0.02, "rate_told": 1,
    }  # fmt: skip
    assert (told["call"]["before"]["posts"], told["call"]["before"]["engagements"]) == (5, 20)
    assert told["call"]["before"]["views"] is None
    response = told["response"]["now"]
    assert response == {"people": 1, "words": 1, "likes": 1, "shares": 0, "conversations": 1, "first_timers": 1}
    [site] = told["channels"]
    assert (site["followers"], site["change"], site["growth"], site["n"]) == (108, 8, 0.08, 3)
    [best] = told["best"]
    assert (best["text"], best["engagements"], best["median"], best["n"]) == (
        "Lampade: perché no? È già sera.",
        12,
        4,
        5,
    )
    assert told["return"]["now"] == {
        "people": 0,
        "machines": 0,
        "subscribers": None,
        "joined": 0,
        "left": 0,
        "leads": 0,
    }


def test_a_report_stays_as_it_was_made_whatever_is_told_later(october: World) -> None:
    made = make_report(october.anna, OCTOBER)
    before = made.content
    call_out(october, NOON + timedelta(days=8), ("likes", 900, timedelta(hours=1)))
    made.refresh_from_db()
    assert made.content == before
    assert make_report(october.anna, OCTOBER).content["call"]["now"]["engagements"] == 912


def test_what_arrives_late_is_counted_once(october: World) -> None:
    call = october.site.deliveries.latest("live_at")
    for _ in range(2):
        note_act(october.site, Did(Act.LIKE, DORA, NOON + timedelta(days=5), "like", call.uri))
    assert make_report(october.anna, OCTOBER).content["response"]["now"]["likes"] == 1


def test_an_empty_month_knows_of_nothing_and_says_so(world: World) -> None:
    report = make_report(world.anna, OCTOBER)
    sheet = sheet_of(report)
    assert [fact.number for fact in sheet.headline] == ["", "0", "0"]
    assert (sheet.best, sheet.aside) == ((), ("Nothing was set aside.",))
    assert report_pdf(report).startswith(b"%PDF-")


def test_a_month_that_goes_on_is_told_as_it_stands(october: World) -> None:
    report = make_report(october.anna, date(2026, 11, 1))
    assert not report.content["whole"]
    assert "The month is not over" in sheet_of(report).as_of


@pytest.mark.parametrize("month", [date(2026, 12, 1), date(1999, 1, 1)])
def test_a_month_that_has_not_begun_has_no_report(world: World, month: date) -> None:
    with pytest.raises(Refusal, match="Choose a month that has begun"):
        make_report(world.anna, month)
    assert Report.objects.count() == 0


@pytest.mark.parametrize("language", ["en", "it", "es", "fr"])
def test_the_pdf_says_the_numbers_and_words_with_their_accents(october: World, language: str) -> None:
    pages = pypdfium2.PdfDocument(report_pdf(make_report(october.anna, OCTOBER, language)))
    words = "".join(page.get_textpage().get_text_range() for page in pages)
    assert "Lampade: perché no? È già sera." in words
    assert "Bottega" in words
    assert "108" in words


def test_words_of_a_post_are_never_markup_in_the_pdf(world: World) -> None:
    text = '#panic("x") $ x^2 $ *bold* ] \\ `raw` <label> @ref'
    call_out(world, NOON + timedelta(days=4), ("likes", 12, timedelta(hours=3)), text=text)
    pages = pypdfium2.PdfDocument(report_pdf(make_report(world.anna, OCTOBER)))
    assert text in "".join(page.get_textpage().get_text_range() for page in pages)


def test_a_link_opens_its_report_until_it_ends_or_is_revoked(october: World) -> None:
    report = make_report(october.anna, OCTOBER)
    link, token = share_report(october.anna, report, label="The board", days=7)
    found = report_link_of(token)
    assert found
    assert found.report == report
    assert token not in str(ReportLink.objects.values().get())
    for wrong in ("", "x", f"{link.pk}-", f"{link.pk}-{'x' * 43}", f"{link.pk + 1}-{token.partition('-')[2]}", "²-x"):
        assert report_link_of(wrong) is None
    with time_machine.travel(LATER + timedelta(days=7, hours=1)):
        assert report_link_of(token) is None
    revoke_report_link(october.anna, link)
    assert report_link_of(token) is None


def test_who_may_not_publish_shares_nothing_and_plans_nothing(october: World) -> None:
    report = make_report(october.bruno, OCTOBER)
    with pytest.raises(NotAllowed):
        share_report(october.bruno, report)
    with pytest.raises(NotAllowed):
        schedule_reports(october.bruno, day=1, hour=time(8), addresses="a@x.example")
    with pytest.raises(Refusal):
        share_report(october.carla, report)
    assert (ReportLink.objects.count(), ReportSchedule.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("day", "addresses", "field"),
    [(0, "a@x.example", "day"), (29, "a@x.example", "day"), (1, "", "addresses"), (1, "not an address", "addresses")],
)
def test_a_wrong_schedule_is_refused_with_words_and_changes_nothing(
    world: World, day: int, addresses: str, field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        schedule_reports(world.anna, day=day, hour=time(8), addresses=addresses)
    assert refused.value.field == field
    assert ReportSchedule.objects.count() == 0


def test_a_report_goes_out_at_its_hour_once_to_each_address_with_the_pdf_and_a_link(
    october: World, office: PostOffice
) -> None:
    schedule_reports(october.anna, day=1, hour=time(8), addresses="one@x.example\ntwo@x.example", language="en")
    assert send_due_reports() == 0
    with time_machine.travel(datetime(2026, 12, 1, 6, 59, tzinfo=UTC)):
        assert send_due_reports() == 0
    with time_machine.travel(datetime(2026, 12, 1, 7, 1, tzinfo=UTC)):
        assert (send_due_reports(), send_due_reports()) == (1, 0)
        send_letters()
    assert [letter["To"] for letter in office.arrived] == ["one@x.example", "two@x.example"]
    letter = office.arrived[0]
    assert letter["Subject"] == "Bottega: what November 2026 brought"
    [attached] = letter.iter_attachments()
    assert attached.get_filename() == "bottega-2026-11.pdf"
    assert attached.get_content().startswith(b"%PDF-")
    body = letter.get_body()
    assert body
    token = body.get_content().split("/reports/")[1].split("/")[0]
    opened = report_link_of(token)
    assert opened
    assert opened.report == Report.objects.get()


def test_a_report_that_cannot_be_made_keeps_no_other_waiting(october: World, office: PostOffice) -> None:
    for by in (october.anna, october.carla):
        schedule_reports(by, day=1, hour=time(8), addresses="one@x.example")
    Brand.objects.filter(pk=october.bottega.pk).update(time_zone="Nowhere/Here")
    with time_machine.travel(datetime(2026, 12, 1, 9, tzinfo=UTC)):
        assert send_due_reports() == 1
    assert Report.objects.get().brand == october.carla.brand


def test_a_report_says_days_by_the_clock_of_the_brand_whoever_makes_it(october: World, office: PostOffice) -> None:
    link = make_link(october.anna, "https://bottega.example/a")
    type(link).objects.update(made_at=datetime(2026, 11, 9, 23, 30, tzinfo=UTC))
    schedule_reports(october.anna, day=1, hour=time(8), addresses="one@x.example", language="en")
    with time_machine.travel(datetime(2026, 12, 1, 9, tzinfo=UTC)), timezone.override("UTC"):
        assert send_due_reports() == 1
    said = next(one["sentence"] for one in Report.objects.get().content["returns"] if one["name"] == "link_clicks")
    assert "Counted only since 10 Nov" in said


def test_a_schedule_that_is_not_due_is_only_read(
    october: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    schedule_reports(october.anna, day=1, hour=time(8), addresses="one@x.example")
    with django_assert_num_queries(1):
        assert send_due_reports() == 0


def test_two_workers_send_the_report_of_a_month_once(october: World, office: PostOffice) -> None:
    schedule = schedule_reports(october.anna, day=1, hour=time(8), addresses="one@x.example")
    same = ReportSchedule.objects.get(pk=schedule.pk)
    assert (send_report(schedule), send_report(same)) == (True, False)
    assert (Report.objects.count(), Letter.objects.count()) == (1, 1)


def test_months_that_passed_while_nothing_ran_are_sent_one_by_one(october: World, office: PostOffice) -> None:
    schedule_reports(october.anna, day=1, hour=time(8), addresses="one@x.example")
    with time_machine.travel(datetime(2027, 2, 10, tzinfo=UTC)):
        assert [send_due_reports() for _ in range(4)] == [1, 1, 1, 0]
    assert [one.month for one in Report.objects.order_by("month")] == [
        date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1),
    ]  # fmt: skip


def test_another_zone_of_the_brand_moves_the_moment_and_not_the_hour_on_the_wall(october: World) -> None:
    schedule = schedule_reports(october.anna, day=1, hour=time(8), addresses="one@x.example")
    assert schedule.next_at == datetime(2026, 12, 1, 7, tzinfo=UTC)
    Brand.objects.filter(pk=october.bottega.pk).update(time_zone="America/New_York")
    assert ReportSchedule.objects.select_related("brand").get().next_at == datetime(2026, 12, 1, 13, tzinfo=UTC)


def test_a_schedule_that_ended_or_was_replaced_sends_nothing(october: World, office: PostOffice) -> None:
    schedule_reports(october.anna, day=1, hour=time(8), addresses="one@x.example")
    schedule_reports(october.anna, day=2, hour=time(8), addresses="two@x.example")
    with time_machine.travel(datetime(2026, 12, 1, 9, tzinfo=UTC)):
        assert send_due_reports() == 0
    end_report_schedule(october.anna)
    with time_machine.travel(datetime(2026, 12, 5, 9, tzinfo=UTC)):
        assert send_due_reports() == 0


@pytest.mark.parametrize("how", ["left", "another role"])
def test_a_schedule_ends_with_who_answers_for_it_and_the_owners_are_told(
    october: World, office: PostOffice, how: str
) -> None:
    eva = join(october, "Eva", Role.EDITOR)
    schedule = schedule_reports(eva, day=1, hour=time(8), addresses="eva@home.example", language="en")
    if how == "left":
        end_membership(october.anna, eva)
    else:
        change_role(october.anna, eva, Role.ANALYST)
    assert not send_report(ReportSchedule.objects.get(pk=schedule.pk))
    with time_machine.travel(datetime(2026, 12, 1, 7, 1, tzinfo=UTC)):
        assert send_due_reports() == 0
    schedule.refresh_from_db()
    told = Letter.objects.get()
    assert (schedule.ended_at is None, told.to) == (False, october.anna.user.email)
    assert "Eva planned that the report of each month is sent to eva@home.example" in told.text
    assert Report.objects.count() == 0


def test_a_month_that_was_sent_is_not_sent_again_by_a_schedule_that_takes_its_place(
    october: World, office: PostOffice
) -> None:
    assert send_report(schedule_reports(october.anna, day=21, hour=time(8), addresses="one@x.example"))
    later = schedule_reports(october.anna, day=28, hour=time(8), addresses="two@x.example")
    assert later.next_month == date(2026, 12, 1)


def test_a_report_keeps_both_returns_with_how_sure_they_are(october: World) -> None:
    made = make_report(october.anna, OCTOBER)
    kept = {one["name"]: one for one in made.content["returns"]}
    assert list(kept) == list(return_measures())
    assert {one["side"] for one in kept.values()} == {"call", "response"}
    parts = sheet_of(made).returns
    told = {row.label for part in parts for row in part.rows}
    assert told == {one["title"] for one in kept.values() if one["value"] is not None}
    unknown = [one["title"] for one in kept.values() if one["value"] is None]
    assert [title for title in unknown if not any(title in part.unknown for part in parts)] == []
    call_out(october, NOON + timedelta(days=12))
    made.refresh_from_db()
    assert {one["name"]: one for one in made.content["returns"]} == kept


def test_a_report_from_before_both_returns_were_kept_is_read_as_it_was(october: World) -> None:
    made = make_report(october.anna, OCTOBER)
    made.content.pop("returns")
    made.save()
    assert sheet_of(made).returns == ()
    assert report_pdf(made).startswith(b"%PDF")
