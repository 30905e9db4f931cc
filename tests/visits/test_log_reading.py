"""Logs of web servers: what is a page, what is left out, and that a log is never counted twice."""

import gzip
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from antiphon.cli.main import main
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.visits.actions.counting import count_hits
from antiphon.visits.actions.keeping import keep_visits
from antiphon.visits.actions.log_reading import read_log
from antiphon.visits.models import LeftOut, ReadLog, TrackedSite, Visit
from antiphon.visits.rules.hits import Act, Hit, Reason, Way
from antiphon.visits.rules.logs import read_log_line
from antiphon.visits.tasks import keep_all_tidy
from tests.visits.shop import FIREFOX, NOON, Shop
from tests.world import World


def line(
    path: str = "/", *, at: str = "12:00:00", who: str = "192.0.2.1", status: int = 200, agent: str = FIREFOX,
    ref: str = "-", method: str = "GET", day: str = "03/Mar/2026",
) -> str:  # fmt: skip
    return f'{who} - - [{day}:{at} +0000] "{method} {path} HTTP/1.1" {status} 512 "{ref}" "{agent}"\n'


def log(folder: Path, lines: Sequence[str], name: str = "access.log") -> Path:
    path = folder / name
    path.write_text("".join(lines), "utf-8")
    return path


def read(site: TrackedSite, path: Path) -> tuple[int, int, int, dict[Reason, int]]:
    """Return lines, pages, lines of no page and what was left out of a run."""
    runs = list(read_log(site, path))
    return (runs[-1].lines, runs[-1].hits, runs[-1].beside, dict(runs[-1].left)) if runs else (0, 0, 0, {})


def test_pages_given_to_people_are_visits_and_nothing_else_is(shop: Shop, tmp_path: Path) -> None:
    lines = [
        line("/tea", ref="https://www.google.com/"),
        line("/style.css"),
        line("/tea/green?utm_source=x", at="12:05:00"),
        line("/nowhere", status=404),
        line("/", method="POST"),
        line("/", agent="Googlebot/2.1"),
        "what is this\n",
        line("/", who="2001:db8::1", at="13:00:00"),
        line("/", who="2001:db8::2", at="13:01:00"),
    ]
    told = read(shop.site, log(tmp_path, lines))
    assert told == (9, 4, 3, {Reason.BOT: 1, Reason.UNREADABLE: 1})
    visits = Visit.objects.order_by("began_at").values_list("landing_path", "source", "pages", "way")
    assert list(visits) == [("/tea", "google", 1, "log"), ("/tea/green", "x", 1, "log"), ("/", "", 2, "log")]
    assert set(LeftOut.objects.values_list("reason", "way", "hits")) == {("bot", "log", 1), ("unreadable", "log", 1)}


def test_a_log_is_counted_once_while_it_grows_is_renamed_and_packed(shop: Shop, tmp_path: Path) -> None:
    lines = [line(f"/{n}", who=f"192.0.2.{n}") for n in range(7)]
    growing = log(tmp_path, [*lines[:3], lines[3][:40]])
    assert read(shop.site, growing)[:2] == (3, 3), "the last line is still being written"
    next(read_log(shop.site, log(tmp_path, lines[:6]), at_once=2))  # two lines more, then it breaks off
    packed = tmp_path / "access.log.1.gz"
    packed.write_bytes(gzip.compress("".join(lines).encode()))
    assert (read(shop.site, packed)[:2], read(shop.site, packed)[:2]) == ((2, 2), (0, 0))
    assert (Visit.objects.count(), ReadLog.objects.values_list("lines", "hits").get()) == (7, (7, 7))


def test_days_that_the_script_counts_are_left_out(shop: Shop, tmp_path: Path) -> None:
    shop.come("/")
    shop.count()
    day = Visit.objects.get().began_at.strftime("%d/%b/%Y")
    told = read(shop.site, log(tmp_path, [line("/a"), line("/b", day=day)]))
    assert told[1:] == (1, 0, {Reason.COUNTED: 1})


def test_days_that_the_script_counted_are_left_out_too_when_only_their_sums_are_left(
    shop: Shop, world: World, tmp_path: Path
) -> None:
    for n, way in enumerate((Way.SCRIPT, Way.LOG)):
        hit = Hit(site=shop.site.pk, at=NOON + n * 86_400, visitor="a" * 24, way=way, act=Act.PAGE, path="/")
        count_hits([hit])
    keep_visits(world.anna, 1)
    keep_all_tidy()
    told = read(shop.site, log(tmp_path, [line("/a", day="01/Mar/2026"), line("/b", day="02/Mar/2026")]))
    assert (Visit.objects.get().landing_path, told[1:]) == ("/b", (1, 0, {Reason.COUNTED: 1}))


def test_a_moment_ahead_of_the_server_is_now(shop: Shop, tmp_path: Path) -> None:
    read(shop.site, log(tmp_path, [line("/", day="03/Mar/2099")]))
    assert clock.now() - timedelta(minutes=5) < Visit.objects.get().began_at <= clock.now()


@pytest.mark.parametrize("text", ["", "hello\n", "\x00\x01\n", "a,b,c\n1,2,3\n"])
def test_what_is_no_log_is_refused_and_nothing_is_noted(shop: Shop, tmp_path: Path, text: str) -> None:
    with pytest.raises(Refusal):
        read(shop.site, log(tmp_path, [text]))
    assert (ReadLog.objects.count(), Visit.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "raw",
    [
        b'1.2.3.4 - - [99/Foo/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 1 "-" "x"',
        b'1.2.3.4 - - [03/Mar/2026:12:00:00 +9900] "GET / HTTP/1.1" 200 1 "-" "x"',
        b'1.2.3.4 - - [03/Mar/2026:12:00:00 +0000] "\\x16\\x03" 400 1 "-" "-"',
        b"\xff\xfe" * 500,
        b"[" * 5000,
    ],
)
def test_a_line_that_is_damaged_is_none(raw: bytes) -> None:
    assert read_log_line(raw) is None


def test_the_command_says_what_became_of_the_lines(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = log(tmp_path, [line("/a"), line("/b.png")])
    words = ["import-log", str(path), "--brand", "bottega"]
    assert (main(words), main(words), main([*words, "--site", "none"])) == (0, 0, 1)
    assert capsys.readouterr().out.splitlines() == [
        f"{path}: 2 lines, 1 pages counted, 1 lines of no page.",
        f"{path}: nothing new since it was read last.",
        "Say which site with --site: Shop.",
    ]


def test_a_packed_log_that_broke_off_is_refused_in_a_sentence_and_what_came_before_counts(
    shop: Shop, tmp_path: Path
) -> None:
    whole = gzip.compress("".join(line(f"/{n}", who=f"192.0.{n // 250}.{n % 250}") for n in range(5000)).encode())
    path = tmp_path / "access.log.gz"
    path.write_bytes(whole[: len(whole) * 3 // 4])
    with pytest.raises(Refusal, match="cannot be unpacked"):
        list(read_log(shop.site, path))
    so_far = Visit.objects.count()
    assert (so_far > 0, so_far) == (True, ReadLog.objects.get().hits)


def test_a_line_of_long_ago_says_nothing() -> None:
    assert read_log_line(line(day="01/Jan/0001").replace("+0000", "+1400").encode()) is None
