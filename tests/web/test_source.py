"""The source of what runs here, offered on every page that is open to others."""

import io
import tarfile
from pathlib import Path

import pytest
from django.test import Client

from antiphon.reports.actions.looks import LookGiven, choose_look
from antiphon.reports.actions.reporting import make_report, share_report
from antiphon.web.source_archive import BESIDE, FOLDER
from tests.reports.benched import OCTOBER
from tests.web.readers import page
from tests.world import World

pytestmark = pytest.mark.django_db


def test_pages_that_are_open_to_others_offer_it_under_a_white_label_too(world: World) -> None:
    choose_look(world.anna, LookGiven("Studio Alba"))
    token = share_report(world.anna, make_report(world.anna, OCTOBER))[1]
    for address in (f"/reports/{token}/", "/@bottega/", "/accounts/login/"):
        assert page(Client(), address).all("a", href="/source/"), address
    assert page(Client(), "/source/").all("a", href=f"/source/{FOLDER}.tar.gz")


def test_anybody_takes_along_what_runs_here_and_nothing_else_of_the_machine(world: World) -> None:
    answer = Client().get(f"/source/{FOLDER}.tar.gz")
    with tarfile.open(fileobj=io.BytesIO(answer.content)) as archive:
        names = archive.getnames()
        one = archive.extractfile(f"{FOLDER}/src/antiphon/web/source_archive.py")
        assert one
        assert b"def source_archive" in one.read()
        assert {(told.uname, told.uid) for told in archive.getmembers()} == {("", 0)}
    assert {f"{FOLDER}/LICENSE", f"{FOLDER}/requirements/run.txt", f"{FOLDER}/bin/antiphon"} <= set(names)
    assert {Path(name).parts[1] for name in names} <= {"src", *BESIDE}
    assert not [name for name in names if "/." in name or "__pycache__" in name]
