"""What is planned for an hour goes out at that hour of the clock on the wall, whatever becomes of time zones."""

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.publishing.actions.composing import Moment
from antiphon.publishing.actions.queueing import add_slots, to_next_slot
from antiphon.publishing.actions.resolving import change_time_zone, resolve_again
from antiphon.publishing.models import Delivery
from tests.publishing.house import migrated_sqlite
from tests.world import World, say


def wall(typed: str) -> datetime:
    return datetime.fromisoformat(typed)


def moment(typed: str) -> datetime:
    return datetime.fromisoformat(typed).replace(tzinfo=UTC)


def planned(world: World, at: str, zone: str = "") -> Delivery:
    post = say(world.anna, world.site, f"At {at}", moment=Moment(wall(at), zone))
    return Delivery.objects.select_related("channel__brand", "post__content").get(post=post)


def sent_at(delivery: Delivery) -> tuple[str, datetime | None]:
    delivery.refresh_from_db()
    return delivery.wall_time, delivery.due_at


def test_pain_4_wall_times_survive_the_night_the_clocks_go_forward(world: World) -> None:
    with time_machine.travel(moment("2026-03-28T12:00"), tick=False):
        before, skipped, after = (planned(world, f"2026-03-29T{hour}") for hour in ("01:59", "02:30", "03:00"))
        assert resolve_again() == 0
    assert sent_at(before) == ("2026-03-29T01:59", moment("2026-03-29T00:59"))
    assert sent_at(skipped) == ("2026-03-29T03:00", moment("2026-03-29T01:00"))
    assert sent_at(after) == ("2026-03-29T03:00", moment("2026-03-29T01:00"))


def test_pain_4_wall_times_survive_the_night_the_clocks_go_back(world: World) -> None:
    with time_machine.travel(moment("2026-10-24T12:00"), tick=False):
        twice, after = planned(world, "2026-10-25T02:30"), planned(world, "2026-10-25T09:00")
        assert resolve_again() == 0
    assert sent_at(twice) == ("2026-10-25T02:30", moment("2026-10-25T00:30"))  # the first of the two
    assert sent_at(after) == ("2026-10-25T09:00", moment("2026-10-25T08:00"))


def test_pain_4_wall_times_survive_a_brand_that_moves_to_another_zone(world: World) -> None:
    with time_machine.travel(moment("2026-03-16T12:00"), tick=False):
        ours, theirs = planned(world, "2026-03-20T09:00"), planned(world, "2026-03-20T09:00", "Asia/Tokyo")
        draft = say(world.anna, world.site, "Maybe", moment=Moment(wall("2026-04-20T09:00"), as_draft=True))
        live = planned(world, "2026-03-21T09:00")
        Delivery.objects.filter(pk=live.pk).update(state="live")
        assert change_time_zone(world.anna, "America/New_York") == 2
    assert sent_at(ours) == ("2026-03-20T09:00", moment("2026-03-20T13:00"))
    assert sent_at(theirs) == ("2026-03-20T09:00", moment("2026-03-20T00:00"))
    assert sent_at(draft.deliveries.get()) == ("2026-04-20T09:00", moment("2026-04-20T13:00"))
    assert sent_at(live) == ("2026-03-21T09:00", moment("2026-03-21T08:00"))
    world.bottega.refresh_from_db()
    assert world.bottega.time_zone == "America/New_York"


def test_slots_move_with_the_brand(world: World) -> None:
    with time_machine.travel(moment("2026-03-16T12:00"), tick=False):
        add_slots(world.anna, world.site, [2], "09:30")
        change_time_zone(world.anna, "America/New_York")
        post = say(world.anna, world.site, "A thought", moment=Moment(as_draft=True))
        one = Delivery.objects.select_related("channel__brand", "post__content").get(post=post)
        assert to_next_slot(world.anna, one).at == moment("2026-03-18T13:30")


@pytest.mark.parametrize("zone", ["", "Nowhere/Land", "../etc/passwd", "UTC+2"])
def test_a_zone_that_there_is_not_changes_nothing(world: World, zone: str) -> None:
    with pytest.raises(Refusal):
        change_time_zone(world.anna, zone)
    world.bottega.refresh_from_db()
    assert world.bottega.time_zone == "Europe/Rome"


def test_only_who_manages_the_brand_changes_its_zone(world: World) -> None:
    with pytest.raises(NotAllowed):
        change_time_zone(world.bruno, "America/New_York")


NEW_DATA = """
import sys, zoneinfo
from datetime import datetime
from importlib.resources import files
from pathlib import Path
import django

django.setup()
from antiphon.lib import clock
from antiphon.publishing.actions.composing import Moment
from antiphon.publishing.actions.resolving import resolve_again
from antiphon.publishing.models import Delivery
from tests.world import make_world, say

def planned():
    return [(one.wall_time, one.due_at.hour) for one in Delivery.objects.order_by("due_at")]

world, year = make_world(), clock.now().year + 1
for day in (f"{year}-01-15", f"{year}-07-15"):
    say(world.anna, world.site, day, moment=Moment(datetime.fromisoformat(day + "T09:00")))
before = planned()
assert resolve_again() == 0
# A new edition of the data: from now on Rome lives by the clock of Moscow, all year round.
new = Path(sys.argv[1]) / "Europe" / "Rome"
new.parent.mkdir(parents=True)
new.write_bytes((files("tzdata") / "zoneinfo" / "Europe" / "Moscow").read_bytes())
zoneinfo.reset_tzpath(to=[sys.argv[1]])
zoneinfo.ZoneInfo.clear_cache()
print(before == [(f"{year}-01-15T09:00", 8), (f"{year}-07-15T09:00", 7)], resolve_again(), resolve_again())
print(planned() == [(f"{year}-01-15T09:00", 6), (f"{year}-07-15T09:00", 6)])
"""


def test_pain_4_wall_times_survive_a_new_edition_of_the_time_zone_data(tmp_path: Path) -> None:
    data, zones = tmp_path / "data", tmp_path / "zones"
    data.mkdir()
    shutil.copy(migrated_sqlite(), data)
    environment = os.environ | {
        "ANTIPHON_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "antiphon.config.settings",
        "PYTHONPATH": os.pathsep.join([str(Path("src").resolve()), str(Path.cwd())]),
    }
    environment.pop("ANTIPHON_DATABASE_URL", None)
    told = subprocess.run(
        [sys.executable, "-c", NEW_DATA, str(zones)], env=environment, capture_output=True, text=True, timeout=120
    )
    assert told.stdout.split() == ["True", "2", "0", "True"], told.stderr
