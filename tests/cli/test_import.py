"""`antiphon import` and `antiphon claim`: a community comes along, and its people find their places."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from antiphon.cli.commands.import_ import KINDS, bar
from antiphon.cli.main import main
from antiphon.community.models import Participant, Topic
from antiphon.community.readers import READERS
from antiphon.community.readers.csv_table import COLUMNS
from antiphon.organizations.models import User
from tests.community.place import make_place
from tests.world import World

ROWS = (
    {
        "id": "1",
        "author": "nina",
        "author_name": "Nina",
        "at": "2015-01-27T20:09",
        "text": "How?",
        "kind": "question",
    },
    {"id": "2", "author": "otto", "at": "2015-01-28T20:09:00+02:00", "text": "So.", "answers": "1"},
    {"id": "3", "author": "otto", "at": "yesterday", "text": "Or so.", "answers": "1"},
)


def table(path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(ROWS)
    return path


def brought(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[str]]:
    """Run the command for Bottega; return its exit status and what it printed."""
    status = main(["import", *words, "--brand", "bottega"])
    return status, capsys.readouterr().out.strip().splitlines()


def test_a_table_is_foretold_then_comes_then_is_here(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_place(world)
    words = ["csv", str(table(tmp_path / "talk.csv")), "--group", "square"]
    fault = "talk.csv, row 4: “yesterday” is no date as 2026-05-01T18:30:00+02:00."
    told = "1 topics, 1 replies and 2 people {} to “The square”; 0 messages were here already, 1 cannot come."
    assert brought(capsys, *words, "--dry-run") == (0, [fault, told.format("would come")])
    assert not Topic.objects.exists()
    assert brought(capsys, *words) == (0, [fault, told.format("came")])
    assert Topic.objects.get().replies == 1
    assert brought(capsys, *words)[1][1].startswith(
        "0 topics, 0 replies and 0 people came to “The square”; 2 messages"
    )


def test_what_is_not_there_is_said(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["csv", str(table(tmp_path / "talk.csv")), "--group", "clay"]
    assert brought(capsys, *words) == (
        1,
        ["The brand 'bottega' has no community yet. Open it on the page “Community”, or here with --owner MAIL."],
    )
    make_place(world)
    assert brought(capsys, *words) == (1, ["There is no group 'clay'. There are: square; --owner MAIL makes it."])
    gone = tmp_path / "gone.xml"
    assert brought(capsys, "stackexchange", str(gone), "--group", "square") == (1, [f"There is nothing at {gone}."])


def test_in_one_command_brand_community_and_group_are_made_and_nothing_twice(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["import", "csv", str(table(tmp_path / "talk.csv")), "--brand", "caffe", "--group", "cups-and-beans"]
    assert main([*words, "--owner", "anna@example.org", "--dry-run"]) == 1
    assert (main([*words, "--owner", "Anna@example.org"]), main([*words, "--owner", "anna@example.org"])) == (0, 0)
    told = capsys.readouterr().out
    assert (
        "came to “Cups and beans”" in told,
        told.count("sets a password here"),
        "2 messages were here" in told,
    ) == (
        True,
        1,
        True,
    )
    topic = Topic.objects.get()
    assert (topic.brand.slug, topic.group.slug, topic.replies) == ("caffe", "cups-and-beans", 1)
    assert main([*words, "--owner", "eve@example.org"]) == 1
    assert capsys.readouterr().out == "eve@example.org is not an owner of the brand 'caffe'.\n"
    assert not User.objects.filter(email="eve@example.org").exists()


def test_a_folder_without_a_database_is_said_in_a_sentence(tmp_path: Path) -> None:
    environment = os.environ | {"ANTIPHON_DATA": str(tmp_path), "ANTIPHON_DATABASE_URL": ""}
    done = subprocess.run(
        [sys.executable, "-m", "antiphon", "doctor"], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (
        1,
        "This data folder is not ready. Start Antiphon in it once: bin/antiphon serve, with the same --data.\n",
    )


def test_a_file_that_breaks_off_is_told_before_anything_is_written(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_place(world)
    (tmp_path / "1.json").write_text(
        json.dumps(
            {
                "id": 1,
                "title": "Mills",
                "post_stream": {
                    "posts": [{"post_number": 1, "username": "n", "created_at": "2015-01-27", "cooked": "<p>Hi"}]
                },
            }
        )
    )
    (tmp_path / "2.json").write_text('{"id": 2, "post_stream"')
    status, told = brought(capsys, "discourse", str(tmp_path), "--group", "square")
    assert (status, told[0].startswith("2.json is no JSON that can be read")) == (1, True)
    assert not Topic.objects.exists()


def test_a_person_claims_the_place_that_was_kept_for_them(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_place(world)
    brought(capsys, "csv", str(table(tmp_path / "talk.csv")), "--group", "square")
    assert main(["claim", "nina", "--brand", "bottega", "--user", "nina@example.org"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("Nina signs in with nina@example.org.\nThey set their password here")
    assert Participant.objects.get(handle="nina").user == User.objects.get(email="nina@example.org")
    assert main(["claim", "otto", "--brand", "bottega", "--user", "nina@example.org"]) == 1


def test_every_reader_has_its_word_and_the_bar_is_full_at_the_end() -> None:
    assert sorted(READERS) == list(KINDS)
    assert [bar(0, 4), bar(4, 4), bar(0, 0)] == ["·" * 24 + " 0 of 4", "━" * 24 + " 4 of 4", "━" * 24 + " 0 of 0"]
