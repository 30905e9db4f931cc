"""`bin/antiphon` on a checkout that was never started: a real copy of the script, real environments."""

import json
import shutil
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TELL = """
import json, os, sys
print(json.dumps({"arguments": sys.argv[1:], "pid": os.getpid(), "folder": os.getcwd(), "path": sys.path[0]}))
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with nothing to install and a product that tells how it was started."""
    shutil.copytree(ROOT / "bin", tmp_path / "bin")
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "run.txt").write_text("# nothing\n")
    package = tmp_path / "src" / "antiphon"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text(TELL)
    return tmp_path


def start(checkout: Path, *arguments: str, folder: Path | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [checkout / "bin" / "antiphon", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder or checkout,
    )


def finish(process: subprocess.Popen[str]) -> tuple[dict[str, object], list[str]]:
    """What the product told, and the lines that the script said about installing."""
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    return json.loads(output), [line for line in errors.splitlines() if line.startswith("antiphon:")]


def test_the_first_start_says_what_it_installs_and_the_next_goes_straight_on(checkout: Path) -> None:
    _, first = finish(start(checkout, "demo"))
    begun = time.monotonic()
    _, second = finish(start(checkout, "demo"))

    assert (len(first), second) == (2, [])
    assert time.monotonic() - begun < 2


def test_the_product_takes_the_place_of_the_script_so_that_signals_reach_it(checkout: Path) -> None:
    process = start(checkout)
    told, _ = finish(process)

    assert told["pid"] == process.pid


def test_arguments_and_folder_arrive_unchanged_through_a_link(checkout: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "else where"
    elsewhere.mkdir()
    (elsewhere / "json.py").write_text("raise SystemExit('a file of the folder was imported')")
    (elsewhere / "bin").mkdir()
    (elsewhere / "bin" / "antiphon").symlink_to(checkout / "bin" / "antiphon")

    told, _ = finish(start(elsewhere, "serve", "two words", "*", folder=elsewhere))

    assert told["arguments"] == ["serve", "two words", "*"]
    assert told["folder"] == str(elsewhere)


def test_two_first_starts_at_once_install_once(checkout: Path) -> None:
    processes = [start(checkout, name) for name in ("one", "two")]
    results = [finish(process) for process in processes]

    assert [told["arguments"] for told, _ in results] == [["one"], ["two"]]
    assert sum("making .venv" in line for _, lines in results for line in lines) == 1


def test_what_an_interruption_left_half_made_is_made_anew(checkout: Path) -> None:
    finish(start(checkout))
    (checkout / ".venv" / "antiphon-run.stamp").unlink()
    (checkout / ".venv" / "left.over").touch()
    (checkout / ".venv.unfinished").touch()

    _, lines = finish(start(checkout))

    assert sum("making .venv" in line for line in lines) == 1
    assert not (checkout / ".venv" / "left.over").exists()
    assert not (checkout / ".venv.unfinished").exists()


def test_other_requirements_are_installed_into_the_same_environment(checkout: Path) -> None:
    finish(start(checkout))
    (checkout / "requirements" / "run.txt").write_text("# nothing, in other words\n")

    _, lines = finish(start(checkout))

    assert [line.split(":")[1].split()[0] for line in lines] == ["installing"]


def test_requirements_that_cannot_be_had_end_with_a_plain_sentence(checkout: Path) -> None:
    absent = checkout / "absent-1.0-py3-none-any.whl"
    (checkout / "requirements" / "run.txt").write_text(f"absent @ {absent.as_uri()} --hash=sha256:{'0' * 64}\n")

    process = start(checkout)
    _, errors = process.communicate(timeout=120)

    assert process.returncode == 1
    assert "antiphon: the packages could not be installed." in errors
