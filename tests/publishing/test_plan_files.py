"""Plans from files: read as they come, each bad row with its reason, written whole or not at all; and out again."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from antiphon.channels.actions import connect
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.publishing.actions.campaigning import CampaignGiven, add_category, begin_campaign
from antiphon.publishing.actions.keeping import keep_picture
from antiphon.publishing.actions.taking_in import FileGiven, change_order, confirm, hand_in, readings_of
from antiphon.publishing.actions.wording import keep_variable
from antiphon.publishing.models import Asset, Delivery, PlanFile, Post
from antiphon.publishing.queries.plan_out import plan_rows
from antiphon.publishing.rules.plan_csv import (
    BadDate,
    NoTable,
    decoded,
    guessed_order,
    table_of,
    wall_of,
    written,
)
from tests.feed_server import FeedServer, feed_server
from tests.world import World, png

HOOTSUITE = (
    '03/20/2026 09:05,"Oil the plane, then rest.",https://wood.example/1\r\n'
    "03/21/2026 10:00,Sharpen the saw.,\r\n"
    '03/22/2026 18:30,"Come ""round"" on Sunday.",\r\n'
)


@pytest.fixture(autouse=True)
def _in_march() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 3, 16, 12, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def site(settings: Any) -> Iterator[FeedServer]:
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    with feed_server() as server:
        server.body = png()
        yield server


def handed(world: World, text: str, **more: Any) -> PlanFile:
    return hand_in(world.anna, FileGiven("plan.csv", text.encode(), [world.site], **more))


def problems(world: World, text: str) -> list[tuple[int, str, str]]:
    plan = handed(world, text)
    readings = readings_of(world.anna, plan, as_draft=True)
    return [(one.line, problem.column, str(problem.sentence)) for one in readings for problem in one.problems]


def test_pain_13_a_file_for_hootsuite_is_taken_as_it_is(world: World) -> None:
    plan = handed(world, HOOTSUITE)
    assert (plan.order, plan.encoding) == ("mdy", "utf-8")
    posts = confirm(world.anna, plan)
    assert [(post.content.text, post.deliveries.get().wall_time) for post in posts] == [
        ("Oil the plane, then rest. https://wood.example/1", "2026-03-20T09:05"),
        ("Sharpen the saw.", "2026-03-21T10:00"),
        ('Come "round" on Sunday.', "2026-03-22T18:30"),
    ]
    assert {one.state for one in Delivery.objects.all()} == {"draft"}


def test_pain_13_nothing_is_half_imported(world: World) -> None:
    plan = handed(world, HOOTSUITE + "03/32/2026 09:00,No such day.,\r\n")
    with pytest.raises(Refusal, match="so none was"):
        confirm(world.anna, plan)
    assert not Post.objects.exists()
    plan.refresh_from_db()
    assert plan.confirmed_at is None


def test_a_plan_is_written_once(world: World) -> None:
    plan = handed(world, HOOTSUITE)
    confirm(world.anna, plan)
    with pytest.raises(Conflict):
        confirm(world.anna, plan)
    assert Post.objects.count() == 3


def test_who_may_publish_and_says_so_plans_them_at_once(world: World) -> None:
    plan = handed(world, HOOTSUITE)
    confirm(world.anna, plan, as_draft=False)
    assert {one.state for one in Delivery.objects.all()} == {"scheduled"}


def test_who_may_only_write_hands_in_drafts(world: World) -> None:
    plan = hand_in(world.bruno, FileGiven("plan.csv", HOOTSUITE.encode(), [world.site]))
    with pytest.raises(NotAllowed):
        confirm(world.bruno, plan, as_draft=False)
    assert not Post.objects.exists()
    confirm(world.bruno, plan)
    assert {one.state for one in Delivery.objects.all()} == {"draft"}


def test_our_own_columns(world: World, site: FeedServer) -> None:
    begin_campaign(world.anna, CampaignGiven("Spring"))
    add_category(world.anna, "Tips")
    keep_variable(world.anna, "day", "Saturday")
    text = (
        "Message;Date/Time;Channels;Media;Alternative text;Campaign;Category;Language;Title\r\n"
        f"Open on {{day}}.;2026-03-20 09:05;site;{site.address}/a.png | {site.address}/b.png;"
        "A table | -;spring;TIPS;it;Hello\r\n"
    )
    (post,) = confirm(world.anna, handed(world, text))
    content = post.content
    assert (content.text, content.language, content.title) == ("Open on Saturday.", "it", "Hello")
    assert (str(post.campaign), str(content.category)) == ("Spring", "Tips")
    assert [(one.alt_text, one.alt_waived) for one in content.illustrations.all()] == [("A table", False), ("", True)]


def test_each_bad_row_says_in_which_column_and_why(world: World, site: FeedServer) -> None:
    site.status = 404
    head = "date,message,link,channels,media,alternative text,campaign,category,language\r\n"
    rows = [
        "soon,Hello,,,,,,,",
        "2026-03-01 09:00,Too late,,,,,,,",
        "2026-03-20 09:00,,,,,,,,",
        "2026-03-20 09:00,Hello,wood.example,,,,,,",
        "2026-03-20 09:00,Hello,,nowhere,,,,,",
        f"2026-03-20 09:00,Hello,,,{site.address}/a.png,,,,",
        "2026-03-20 09:00,Hello,,,,A table,,,",
        "2026-03-20 09:00,Hello,,,,,Autumn,,",
        "2026-03-20 09:00,Hello,,,,,,News,",
        "2026-03-20 09:00,Hello,,,,,,,tlh",
        "2026-03-20 09:00,We open at {hour}.,,,,,,,",
        "2026-03-20 09:00,Hello,,,,,,,,beyond",
        "2026-03-20 09:00," + "x" * 50_001 + ",,,,,,,",
        "2026-03-20 09:00,Well,,,,,,,",
    ]
    found = problems(world, head + "\r\n".join(rows))
    assert [(line, column) for line, column, _ in found] == [
        (2, "date"), (3, "date"), (4, "message"), (5, "link"), (6, "channels"), (7, "media"), (8, "alternative text"),
        (9, "campaign"), (10, "category"), (11, "language"), (12, "message"), (13, ""), (14, "message"),
    ]  # fmt: skip
    assert all(sentence for _, _, sentence in found)


def test_a_row_may_have_several_problems(world: World) -> None:
    found = problems(world, "date,message,campaign\r\nsoon,{x},Autumn\r\n")
    assert [column for _, column, _ in found] == ["date", "message", "campaign"]


def test_a_picture_of_the_library_is_named_by_its_address_or_title(world: World, settings: Any) -> None:
    asset = keep_picture(world.anna, png())
    Asset.objects.update(title="Table")
    head = "message,media,alternative text\r\n"
    address = f"{settings.PUBLIC_URL}/media/{asset.file.name}"
    posts = confirm(world.anna, handed(world, f"{head}One,{address},A table\r\nTwo,Table,A table\r\n"))
    assert [post.content.illustrations.get().asset for post in posts] == [asset, asset]


def test_a_picture_of_another_brand_is_not_found(world: World, settings: Any) -> None:
    asset = keep_picture(world.carla, png())
    address = f"{settings.PUBLIC_URL}/media/{asset.file.name}"
    assert problems(world, f"message,media,alternative text\r\nOne,{address},A table\r\n")[0][1] == "media"


def test_an_inner_address_is_not_asked(world: World, site: FeedServer, settings: Any) -> None:
    settings.PRIVATE_HOSTS = []
    text = f"message,media,alternative text\r\nOne,{site.address}/a.png,A table\r\n"
    assert "private network" in problems(world, text)[0][2]
    assert site.asked == []


def test_what_is_no_picture_is_not_taken(world: World, site: FeedServer) -> None:
    site.body = b"<html></html>"
    found = problems(world, f"message,media,alternative text\r\nOne,{site.address}/a.png,A table\r\n")
    assert "no picture" in found[0][2]


def test_too_many_addresses_are_not_all_fetched(world: World, site: FeedServer) -> None:
    rows = "".join(f"Post {number},{site.address}/{number}.png,A table\r\n" for number in range(62))
    found = problems(world, "message,media,alternative text\r\n" + rows)
    assert [line for line, _, _ in found] == [62, 63]
    assert len(site.asked) == 60


def test_the_order_of_dates_can_be_read_otherwise(world: World) -> None:
    plan = handed(world, "04/05/2026 09:00,Hello\r\n")
    assert plan.order == "mdy"
    change_order(world.anna, plan, "dmy", [world.site])
    (post,) = confirm(world.anna, plan)
    assert post.deliveries.get().wall_time == "2026-05-04T09:00"


def test_an_account_is_named_when_a_network_has_two(world: World) -> None:
    connect(world.anna, "site", {"address": "https://second.example/@b"})
    text = "message,channels\r\nOne,site\r\nTwo,site:second.example/@b\r\n"
    (found,) = problems(world, text)
    assert found[:2] == (2, "channels")
    assert "More than one" in found[2]


def test_a_plan_belongs_to_its_brand(world: World) -> None:
    plan = handed(world, HOOTSUITE)
    with pytest.raises(NotAllowed):
        confirm(world.carla, plan)
    with pytest.raises(NotAllowed):
        hand_in(world.carla, FileGiven("plan.csv", HOOTSUITE.encode(), [world.site]))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no row"),
        (b"\r\n \r\n", "no row"),
        (b"date,message\r\n", "no row"),
        (b"message,color\r\nx,red\r\n", "not known"),
        (b"message,text\r\nx,y\r\n", "same name"),
        (b"\xff\xfe\x00", "no text"),
        (b"a\x00b", "no text"),
        (b"\x81\x8d\x8f", "no text"),
        (b"x," * 1_000_001, "larger than 2 MB"),
        (b"03/20/2026 09:00,x\r\n" * 1_001, "more than 1,000 rows"),
    ],
)
def test_what_is_no_plan_is_refused(world: World, data: bytes, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        hand_in(world.anna, FileGiven("plan.csv", data, [world.site]))
    assert not PlanFile.objects.exists()


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("03/20/2026 09:00,Caffè €\r\n".encode(), "utf-8"),
        ("03/20/2026 09:00,Caffè €\r\n".encode("utf-8-sig"), "utf-8"),
        ("03/20/2026 09:00,Caffè €\r\n".encode("utf-16"), "utf-16"),
        ("03/20/2026 09:00,Caffè €\r\n".encode("cp1252"), "cp1252"),
    ],
)
def test_files_come_in_the_encodings_that_programs_write(world: World, data: bytes, encoding: str) -> None:
    plan = hand_in(world.anna, FileGiven("plan.csv", data, [world.site]))
    assert plan.encoding == encoding
    (post,) = confirm(world.anna, plan)
    assert post.content.text == "Caffè €"


@pytest.mark.parametrize(
    ("cell", "order", "wall"),
    [
        ("03/20/2026 09:05", "mdy", "2026-03-20T09:05"),
        ("20/03/2026 9:05", "dmy", "2026-03-20T09:05"),
        ("20.03.2026 09.05", "dmy", "2026-03-20T09:05"),
        ("2026-03-20 09:05:30", "mdy", "2026-03-20T09:05"),
        ("2026/03/20T09:05", "dmy", "2026-03-20T09:05"),
        ("3/20/2026, 12:05 AM", "mdy", "2026-03-20T00:05"),
        ("3/20/2026 12:05 p.m.", "mdy", "2026-03-20T12:05"),
    ],
)
def test_dates_are_read_in_their_order(cell: str, order: Any, wall: str) -> None:
    assert wall_of(cell, order) == datetime.fromisoformat(wall)


@pytest.mark.parametrize(
    "cell",
    ["", "soon", "03/20/2026", "03/20/26 09:00", "13/13/2026 09:00", "03/20/2026 25:00", "03/20/2026 13:00 pm"],
)
def test_what_is_no_date_is_none(cell: str) -> None:
    with pytest.raises(BadDate):
        wall_of(cell, "mdy")


def test_the_order_is_guessed_only_where_the_dates_agree() -> None:
    assert guessed_order(["20/03/2026 09:00", "01/02/2026 09:00"]) == "dmy"
    assert guessed_order(["01/02/2026 09:00"]) is None
    assert guessed_order(["20/03/2026 09:00", "03/20/2026 09:00"]) is None


def test_pain_13_the_plan_goes_out_and_comes_in_again_as_it_was(world: World) -> None:
    begin_campaign(world.anna, CampaignGiven("Spring"))
    add_category(world.anna, "Tips")
    asset = keep_picture(world.anna, png())
    Asset.objects.update(title="Table")
    head = "date,message,media,alternative text,campaign,category,title,language\r\n"
    rows = (
        '2026-03-20 09:05,"=1+1, ""so"" they say\nand more",Table,A table,Spring,Tips,Hello,it\r\n'
        "2026-03-21 10:00,@home - at nine,Table,-,,,,en\r\n"
        ",Without an hour,,,,,,fr\r\n"
    )
    confirm(world.anna, handed(world, head + rows))
    out = plan_rows(world.bottega, date(2026, 3, 1), date(2026, 12, 31))
    Post.objects.all().delete()
    confirm(world.anna, handed(world, written(out)))
    assert plan_rows(world.bottega, date(2026, 3, 1), date(2026, 12, 31)) == out
    assert [row["message"] for row in out] == ['=1+1, "so" they say\nand more', "@home - at nine", "Without an hour"]
    assert asset.illustrations.count() == 2 + 2


CELLS = st.text("ab \"',;|\n=@-é€", max_size=8).map(str.strip)
ROWS = st.fixed_dictionaries(dict.fromkeys(("message", "title", "alternative text"), CELLS))


@given(st.lists(ROWS, min_size=1, max_size=3))
def test_what_is_written_out_is_read_as_it_was(rows: list[dict[str, str]]) -> None:
    kept = [{name: cell for name, cell in row.items() if cell} for row in rows]
    text = written(rows)
    if not any(kept):
        with pytest.raises(NoTable):
            table_of(text)
        return
    assert [row.cells for row in table_of(text).rows] == [row for row in kept if row]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        rows = table_of(decoded(data)[0]).rows
    except NoTable:
        return
    assert rows
