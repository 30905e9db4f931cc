"""From the door to the tables: what is counted, what is left out, and that nothing is counted twice or lost."""

import itertools
import resource
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import DjangoAssertNumQueries

from antiphon.lib import clock
from antiphon.visits.actions.counting import ReadByAnother, count_hits, count_lines
from antiphon.visits.actions.salting import salt_of, throw_salts_away
from antiphon.visits.actions.siting import end_site
from antiphon.visits.at_the_door import door, forget_door
from antiphon.visits.door import Door, Knock, Known, SiteAtTheDoor, Taken, day_of
from antiphon.visits.hit_files import Full, HitWriter, folder, read_from, waiting_files
from antiphon.visits.models import DailySalt, HitFile, LeftOut, PageView, Visit
from antiphon.visits.rules.floods import Minute
from antiphon.visits.rules.hits import Act, Hit, Way, written
from tests.visits.shop import FIREFOX, NOON, Shop
from tests.web.readers import signed_in
from tests.world import World


def told(visit: Visit) -> tuple[str, str, str, int]:
    return visit.landing_path, visit.source_kind, visit.source, visit.pages


def test_pages_of_one_visitor_within_half_an_hour_are_one_visit(shop: Shop) -> None:
    shop.come("/tea", ref="https://www.google.com/search?q=tea")
    shop.come("/tea/green", at=600, ref="https://shop.example/tea")
    shop.come("/", at=700, who="192.0.2.2")
    shop.come("/again", at=600 + 1801, ref="https://shop.example/")
    assert shop.count() == 4
    visits = Visit.objects.order_by("pk")
    assert [told(one) for one in visits] == [
        ("/tea", "search", "google", 2), ("/", "direct", "", 1), ("/again", "direct", "", 1),
    ]  # fmt: skip
    assert visits[0].last_at - visits[0].began_at == timedelta(seconds=600)
    assert list(PageView.objects.order_by("at").values_list("path", flat=True)) == [
        "/tea",
        "/tea/green",
        "/",
        "/again",
    ]


def test_a_visit_goes_on_over_batches_and_its_first_page_tells_its_source_in_any_order(shop: Shop) -> None:
    key = "b" * 24
    said = [("/a", 0.0, "bsky.app"), ("/b", 60.0, ""), ("/c", 120.0, "")]
    for n, order in enumerate(itertools.permutations(said)):
        for path, at, ref in order:
            hit = Hit(
                site=shop.site.pk, at=NOON + at, visitor=f"{key[:-1]}{n}", way=Way.SCRIPT, act=Act.PAGE, path=path,
                referrer=ref,
            )  # fmt: skip
            count_hits([hit])
    assert {told(one) for one in Visit.objects.all()} == {("/a", "social", "bluesky", 3)}
    assert Visit.objects.count() == 6


def test_nothing_that_is_kept_holds_an_address_or_a_browser(shop: Shop) -> None:
    shop.come("/?token=abc&utm_source=news", who="198.51.100.7", agent="Mozilla/5.0 Singular/1.0")
    waiting = b"".join(path.read_bytes() for path in waiting_files(folder()))
    shop.count()
    row = str(Visit.objects.values().get())
    assert [text for text in ("198.51.100.7", "Singular", "token") if text in row or text.encode() in waiting] == []


def test_the_salt_of_a_day_goes_with_the_day_and_with_it_the_way_back(world: World) -> None:
    today = clock.now().date()
    assert salt_of(today) == salt_of(today)
    DailySalt.objects.create(day=today - timedelta(days=1), salt="00", kept_until=clock.now() - timedelta(minutes=1))
    throw_salts_away()
    assert list(DailySalt.objects.values_list("day", flat=True)) == [today]


def test_the_salt_of_a_day_does_not_last_longer_because_a_log_is_read(world: World) -> None:
    day = clock.now().date() - timedelta(days=1)
    over = datetime.combine(day + timedelta(days=1), time(minute=5), UTC)
    kept = DailySalt.objects.create(day=day, salt="00", kept_until=over)
    salt_of(day)
    kept.refresh_from_db()
    assert kept.kept_until == over
    kept.delete()
    assert salt_of(day) == salt_of(day)
    assert DailySalt.objects.get().kept_until > clock.now() + timedelta(minutes=50)


def test_a_copy_made_as_the_documents_say_holds_no_salt() -> None:
    told = (Path(__file__).parents[2] / "docs" / "how-to" / "back-up.md").read_text("utf-8")
    table = DailySalt._meta.db_table
    assert f" FROM {table}; VACUUM" in told
    assert f"--exclude-table-data={table}" in told


def test_pages_that_ask_for_the_salt_of_the_day_wait_for_nobody_who_writes(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    salt = salt_of(clock.now().date())
    with django_assert_num_queries(1):
        assert salt_of(clock.now().date()) == salt


def test_machines_floods_other_domains_and_who_asks_not_to_are_left_out_and_counted(shop: Shop) -> None:
    settings_then = settings.HITS_A_MINUTE_A_SENDER
    settings.HITS_A_MINUTE_A_SENDER = 5
    forget_door()
    try:
        shop.come("/", agent="Googlebot/2.1", who="192.0.2.9")
        shop.come("/", agent="", who="192.0.2.9")
        shop.come("/", host="evil.example", who="192.0.2.8")
        shop.come("/", asked_not=True)
        for _ in range(8):
            shop.come("/")
        assert shop.taken.count(Taken.COUNTED) == 5
        shop.count()
        left = dict(LeftOut.objects.values_list("reason", "hits"))
        assert (left, Visit.objects.get().pages) == ({"bot": 2, "elsewhere": 1, "asked": 1, "flood": 3}, 5)
    finally:
        settings.HITS_A_MINUTE_A_SENDER = settings_then


def test_a_moment_that_lies_ahead_is_not_believed(shop: Shop) -> None:
    shop.come("/", own_moment=NOON + 10**6)
    shop.come("/", own_moment=NOON - 60, who="192.0.2.2")
    shop.count()
    noon = datetime.fromtimestamp(NOON, UTC)
    assert list(Visit.objects.order_by("began_at").values_list("began_at", flat=True)) == [
        noon - timedelta(seconds=60), noon,
    ]  # fmt: skip


def test_a_site_that_ended_and_a_key_of_none_let_nobody_in(world: World, shop: Shop) -> None:
    end_site(world.anna, shop.site)
    shop.come("/")
    assert (shop.taken, shop.count()) == ([Taken.NO_SITE], 0)


def test_lines_are_counted_once_however_often_and_by_whomever_they_are_read(shop: Shop) -> None:
    shop.come("/a")
    (path,) = waiting_files(folder())
    lines, after = read_from(path, 0, 100)
    assert count_lines(path.name, lines, 0, after) == 1
    with pytest.raises(ReadByAnother), transaction.atomic():
        count_lines(path.name, lines, 0, after)
    shop.come("/b", at=5)
    assert (shop.count(), Visit.objects.get().pages) == (1, 2)


def test_hits_outlive_who_took_them_and_a_file_goes_once_it_is_counted(shop: Shop) -> None:
    shop.come("/a")
    with next(waiting_files(folder())).open("ab") as file:
        file.write(b'["h",1,2')  # it broke off here, and nobody was told that it was taken
    assert (shop.count(), len(list(waiting_files(folder())))) == (1, 1), "the writer lives"
    door()._writer.close()
    assert (shop.count(), list(waiting_files(folder())), HitFile.objects.count()) == (0, [], 0)
    assert Visit.objects.get().pages == 1


def test_a_file_that_cannot_be_counted_keeps_no_other_waiting(shop: Shop) -> None:
    bad = Hit(site=shop.site.pk, at=1e15, visitor="a" * 24, way=Way.SCRIPT, act=Act.PAGE, path="/")
    folder().mkdir(parents=True, exist_ok=True)
    (folder() / "bad.hits").write_bytes(written(bad))
    shop.come("/a")
    assert (shop.count(), Visit.objects.get().landing_path) == (1, "/a")
    assert next(path.name for path in waiting_files(folder())) == "bad.hits"


def test_hits_are_taken_on_while_the_database_does_not_answer(shop: Shop, tmp_path: Path) -> None:
    known = Known({"key": SiteAtTheDoor(shop.site.pk, ("shop.example",))}, day_of(NOON), bytes(32))
    answers = iter([known])

    def look(_day: str) -> Known:
        for one in answers:
            return one
        raise OperationalError

    standing = Door(look, HitWriter(tmp_path, 10_000), Minute(10, 10))
    knock = Knock(site="key", url="https://shop.example/", way=Way.SCRIPT, agent=FIREFOX, address="192.0.2.1")
    assert [standing.knock(knock, NOON + at)[0] for at in (0, 10, 20)] == [Taken.COUNTED] * 3
    with pytest.raises(OperationalError):
        standing.knock(knock, NOON + 86_400)


def test_no_more_waits_than_may(tmp_path: Path) -> None:
    HitWriter(tmp_path, 3).append(b"1234\n", 0)
    with pytest.raises(Full):
        HitWriter(tmp_path, 3).append(b"5\n", 0)


def test_what_broke_off_on_a_full_disk_takes_no_other_hit_with_it(tmp_path: Path) -> None:
    writer = HitWriter(tmp_path, 1000)
    writer.append(b"first\n", 0)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        with pytest.raises(Full):
            writer.append(b"second\n", 1)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    writer.append(b"third\n", 2)
    assert [read_from(path, 0, 9)[0] for path in waiting_files(tmp_path)] == [[b"first\n"], [b"third\n"]]


def test_a_file_that_is_taken_away_in_the_same_moment_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "gone.hits").symlink_to(tmp_path / "nowhere")  # it is found, and is not there when it is looked at
    HitWriter(tmp_path, 1000).append(b"1\n", 0)
    assert len(list(waiting_files(tmp_path))) == 1


def test_of_one_site_one_worker_counts_at_a_time(shop: Shop) -> None:
    hit = Hit(site=shop.site.pk, at=NOON, visitor="a" * 24, way=Way.SCRIPT, act=Act.PAGE, path="/")
    with CaptureQueriesContext(connection) as told:
        count_hits([hit])
    locks = [one for one in told.captured_queries if "FOR NO KEY UPDATE" in one["sql"]]
    assert len(locks) == int(connection.features.has_select_for_no_key_update)


def test_many_hits_cost_as_many_queries_as_few(
    shop: Shop, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    def hits(many: int) -> list[Hit]:
        about = {"site": shop.site.pk, "way": Way.SCRIPT, "act": Act.PAGE, "path": "/"}
        return [Hit(at=NOON + n, visitor=f"{n:024}", **about) for n in range(many)]  # type: ignore[arg-type]

    for many in (1, 30):
        with django_assert_max_num_queries(9):
            count_hits(hits(many))
    assert Visit.objects.count() == 30


def test_a_page_that_browser_and_server_both_tell_counts_once_whichever_comes_first(world: World, shop: Shop) -> None:
    pages = [("/", Way.API, 0.0), ("/", Way.SCRIPT, 1.0), ("/tea", Way.SCRIPT, 60.0), ("/tea", Way.API, 59.0)]
    pages += [("/tea", Way.SCRIPT, 61.0), ("/only-here", Way.API, 80.0), ("/", Way.SCRIPT, 300.0)]
    for path, way, at in pages:
        hit = Hit(site=shop.site.pk, at=NOON + at, visitor="a" * 24, way=way, act=Act.PAGE, path=path)
        count_hits([hit])
    assert Visit.objects.get().pages == 5
    left = LeftOut.objects.order_by("way").values_list("reason", "way", "hits")
    assert list(left) == [("counted", "api", 1), ("counted", "script", 1)]


def test_days_on_which_both_ways_counted_are_told_of(world: World, shop: Shop) -> None:
    address = "/b/bottega/visits/?since=2026-03-01&until=2026-03-02"
    for n, way in enumerate((Way.SCRIPT, Way.API)):
        assert "by its server or its log too" not in signed_in(world.anna).get(address).text
        count_hits([Hit(site=shop.site.pk, at=NOON, visitor=f"{n}" * 24, way=way, act=Act.PAGE, path="/")])
    assert "by its server or its log too" in signed_in(world.anna).get(address).text
