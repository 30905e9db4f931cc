"""Show the product at work: a sample organization, practice networks with people on them, nothing to set up."""

import argparse
import getpass
import json
import os
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import django

from antiphon.cli.house import CannotServe, House
from antiphon.cli.sample.story import COLLEAGUES, OWNER_MAIL, OWNER_PASSWORD
from antiphon.cli.sample.story.community import RUTH_MAIL

if TYPE_CHECKING:
    from antiphon.cli.sample.networks import Networks


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where it listens, and whether a browser is opened."""
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="the port to listen on (default: 8000)")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")


def run(options: argparse.Namespace) -> int:
    """Serve the sample until SIGTERM or SIGINT; a sample of today is used again at the next start."""
    from antiphon.cli.sample.networks import Networks  # slow, and no other command needs it

    folder = Path(options.data).resolve() if options.data else _throw_away_folder()
    mark = folder / "sample.json"
    made_for = {"day": datetime.now(UTC).date().isoformat(), "port": options.port}
    if not _usable(mark, made_for, keep=bool(options.data)):
        _empty(folder, mark)
    os.environ["ANTIPHON_DATA"] = str(folder)
    with Networks(folder / "networks") as networks:
        os.environ["ANTIPHON_PRIVATE_HOSTS"] = networks.hosts
        house = House("127.0.0.1", options.port, browser=not options.no_browser)
        house.prepare()
        if not mark.exists():
            _build(networks)
            mark.write_text(json.dumps(made_for))
        networks.wake()
        return house.serve(lambda address: (_greeting(address, networks), address))


def _build(networks: "Networks") -> None:
    print(
        "Making the sample organization: five months of posts, people and plans …",
        file=sys.stderr,
        flush=True,
    )
    django.setup()
    from antiphon.cli.sample.build import build  # needs the models, and so Django's set-up

    build(networks)


def _throw_away_folder() -> Path:
    return Path(tempfile.gettempdir()) / f"antiphon-demo-{getpass.getuser()}"


def _usable(mark: Path, made_for: dict[str, object], *, keep: bool) -> bool:
    """Whether the sample in the folder is one to go on with; a folder that somebody named is kept for any day."""
    if not mark.exists():
        return False
    made = json.loads(mark.read_text())
    return made["port"] == made_for["port"] and (keep or made == made_for)


def _empty(folder: Path, mark: Path) -> None:
    """Clear the folder of an older sample; never touch one that holds anything else."""
    ours = mark.exists() or (folder / "networks" / "ports.json").exists()
    if not ours and folder.exists() and any(not one.name.startswith(".") for one in folder.iterdir()):
        raise CannotServe(f"{folder} holds something that is not a sample. Name an empty folder with --data.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)


def _greeting(address: str, networks: "Networks") -> str:
    others = ", ".join(f"{one.key} ({one.role})" for one in COLLEAGUES)
    return (
        f"Antiphon answers at {address}\n"
        f"  sign in as {OWNER_MAIL} with the password {OWNER_PASSWORD}\n"
        f"  the same password opens the house for {others}\n"
        f"  and the community for {RUTH_MAIL}, a member who does not work there\n"
        f"  practice Mastodon: {networks.mastodon.url}   practice Bluesky: {networks.bluesky.url}\n"
        "People on both answer what you post, after some seconds. Stop with Ctrl-C."
    )
