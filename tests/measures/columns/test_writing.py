"""The columns follow the database: nothing is lost, nothing is there twice, whatever happens on the way."""

import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from antiphon.integrity.actions import take_back
from antiphon.integrity.models import Exclusion
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import Verb
from antiphon.measures.columns.store import Store
from antiphon.measures.columns.tables import tables
from antiphon.measures.columns.writing import keep_up
from antiphon.organizations.models import Brand
from antiphon.people.models import Identity
from tests.ledger_rows import Thread, somebody
from tests.world import World


def held(brand: Brand, table: str) -> list[dict[str, Any]]:
    """Return the rows that the files of a table hold, as the manifest says."""
    store = Store(brand)
    paths = store.paths(store.manifest().table(table).parts)
    read = [pq.read_table(path, partitioning=None) for path in paths]
    return pa.concat_tables(read).sort_by("id").to_pylist() if read else []


def ids(brand: Brand, table: str = "interactions") -> list[int]:
    return [row["id"] for row in held(brand, table)]


def in_database(brand: Brand) -> list[int]:
    return list(Interaction.objects.filter(brand=brand).order_by("pk").values_list("pk", flat=True))


def test_every_row_of_the_ledger_is_in_the_files_once(world: World, thread: Thread) -> None:
    assert keep_up(world.bottega) > 0
    assert ids(world.bottega) == in_database(world.bottega)
    assert keep_up(world.bottega) == 0
    thread.reply("later", somebody(world.site, "Bea"))
    assert keep_up(world.bottega) == 2  # what she did, and herself
    assert ids(world.bottega) == in_database(world.bottega)
    assert len(ids(world.bottega, "identities")) == Identity.objects.filter(brand=world.bottega).count()


def test_rows_lie_in_the_month_of_the_brands_own_clock(world: World, thread: Thread) -> None:
    keep_up(world.bottega)
    parts = Store(world.bottega).manifest().table("interactions").parts
    assert {part.month for part in parts} == {"2026-03", "2026-04"}
    assert all(f"month={part.month}" in part.path for part in parts)


def test_no_name_and_no_address_of_anybody_else_is_in_the_files(world: World, thread: Thread) -> None:
    keep_up(world.bottega)
    told = str([held(world.bottega, name) for name in tables()])
    assert thread.uri("R") in told  # what the brand itself said may be found again
    names = [*Identity.objects.filter(side="them").values_list("name", "handle", "stable_id")]
    theirs = [thread.uri("a1"), thread.uri("bot"), *(word for one in names for word in one if word)]
    assert [word for word in theirs if word in told] == []


def test_one_account_bears_one_number_in_every_table_and_at_every_time(world: World, thread: Thread) -> None:
    keep_up(world.bottega)
    anna = [row["actor"] for row in held(world.bottega, "interactions") if row["verb"] == "like"]
    people = {row["identity"]: row["person"] for row in held(world.bottega, "identities")}
    assert set(anna) <= set(people)
    thread.act("again", Verb.SHARE, somebody(world.site, "Anna"), "R")
    keep_up(world.bottega)
    assert [row["actor"] for row in held(world.bottega, "interactions") if row["verb"] == "share"] == anna


def test_a_row_that_appears_late_below_those_written_is_not_lost(world: World, thread: Thread) -> None:
    last = Interaction.objects.filter(brand=world.bottega).latest("pk")
    Interaction.objects.filter(pk=last.pk)._raw_delete("default")
    higher = Interaction(**{one.attname: getattr(last, one.attname) for one in Interaction._meta.fields})
    higher.pk, higher.source, higher._state.adding = last.pk + 5, "higher", True
    higher.save(force_insert=True)
    keep_up(world.bottega)
    last._state.adding = True
    last.save(force_insert=True)
    keep_up(world.bottega)
    assert ids(world.bottega) == in_database(world.bottega)
    assert last.pk in ids(world.bottega)


def test_what_a_crash_left_behind_is_not_read_and_swept_away(world: World, thread: Thread) -> None:
    keep_up(world.bottega)
    store = Store(world.bottega)
    part = store.manifest().table("interactions").parts[0]
    whole = Path(store.paths([part])[0])
    torn = whole.with_name("torn.parquet")
    torn.write_bytes(whole.read_bytes()[:100])
    os.utime(torn, (0, 0))
    before = ids(world.bottega)
    thread.reply("later", somebody(world.site, "Anna"))
    keep_up(world.bottega)
    assert (len(ids(world.bottega)), torn.exists()) == (len(before) + 1, False)


def test_a_lost_manifest_means_that_everything_is_written_again(world: World, thread: Thread) -> None:
    keep_up(world.bottega)
    (Store(world.bottega).folder / "manifest.json").write_text("{")
    keep_up(world.bottega)
    assert ids(world.bottega) == in_database(world.bottega)


def test_a_database_that_was_restored_makes_the_files_anew(world: World, thread: Thread) -> None:
    keep_up(world.bottega)
    rows = Interaction.objects.filter(brand=world.bottega).order_by("-pk")
    gone = [row.pk for row in rows if not row.exclusions.exists()][:1]
    thread.reply("after", somebody(world.site, "Anna"))
    keep_up(world.bottega)
    Interaction.objects.filter(pk__gt=max(gone), brand=world.bottega, exclusions=None)._raw_delete("default")
    keep_up(world.bottega)
    assert ids(world.bottega) == in_database(world.bottega)


def test_many_small_files_become_one(world: World, thread: Thread) -> None:
    for number in range(12):
        thread.reply(f"r{number}", somebody(world.site, "Anna"))
        keep_up(world.bottega)
    march = [one for one in Store(world.bottega).manifest().table("interactions").parts if one.month == "2026-03"]
    assert len(march) < 8
    assert ids(world.bottega) == in_database(world.bottega)


def test_what_is_counted_again_is_so_in_the_files(world: World, thread: Thread) -> None:
    keep_up(world.bottega)
    set_aside = Exclusion.objects.filter(interaction__brand=world.bottega)
    if not set_aside.exists():
        act = Interaction.objects.filter(brand=world.bottega).earliest("pk")
        Exclusion.objects.create(interaction=act, detector="test", version="1", reason="A try", at=act.at)
        keep_up(world.bottega)
    take_back(set_aside.get(), "it was a person")
    keep_up(world.bottega)
    assert [row["undone_at"] is None for row in held(world.bottega, "exclusions")] == [False]


def test_accounts_that_are_joined_are_one_person_in_the_files(world: World, thread: Thread) -> None:
    keep_up(world.bottega)
    anna, robot = (Identity.objects.get(brand=world.bottega, name=name) for name in ("Anna", "Robot"))
    Identity.objects.filter(pk=robot.pk).update(person=anna.person)
    keep_up(world.bottega)
    people = [row["person"] for row in held(world.bottega, "identities") if row["id"] in {anna.pk, robot.pk}]
    assert len(people) == 2
    assert len(set(people)) == 1


def test_two_workers_do_not_write_at_once(world: World, thread: Thread) -> None:
    with Store(world.bottega).held() as mine:
        assert (mine, keep_up(world.bottega)) == (True, 0)
    assert keep_up(world.bottega) > 0


def test_a_large_ledger_is_written_in_batches(world: World, thread: Thread) -> None:
    keep_up(world.bottega, at_once=2)
    assert ids(world.bottega) == in_database(world.bottega)


def test_the_key_of_the_numbers_is_readable_by_the_owner_alone(world: World) -> None:
    keep_up(world.bottega)
    assert (settings.DATA / "pseudonyms.key").stat().st_mode & 0o077 == 0
