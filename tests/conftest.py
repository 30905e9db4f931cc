"""What all tests share: a data folder of their own, the partners, a small world."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation

from tests.world import World, make_world

pytest_plugins = ["tests.partners.fixtures"]

# How fast the machine is must not decide whether a property holds.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")


def _own_folder() -> Path:
    """Point everything that is kept in files to a fresh folder, for child processes too.

    pytest-django reads the settings before any conftest, so they are pointed elsewhere here.
    """
    folder = Path(tempfile.mkdtemp(prefix="antiphon-test-"))
    os.environ["ANTIPHON_DATA"] = str(folder)
    settings.DATA = folder
    settings.ANSWER_HELD_BACK = timedelta(0)  # what is answered goes out at once, but where a test undoes it
    settings.MEDIA_ROOT = folder / "media"
    settings.FILE_UPLOAD_TEMP_DIR = folder / "incoming"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    settings.STATIC_ROOT = folder / "static"
    settings.SECRETS_FILE = folder / "secrets.key"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick: nothing is protected here
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["NAME"] = str(folder / "antiphon.sqlite3")
        database["TEST"]["NAME"] = str(folder / "antiphon-test.sqlite3")
    return folder


_FOLDER = _own_folder()


def pytest_unconfigure() -> None:
    """Take the folder away."""
    shutil.rmtree(_FOLDER, ignore_errors=True)


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """Leave no language to the next test: a page that answers in its reader's keeps it for the whole thread."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _own_counts() -> None:
    """Let nobody wait for what an earlier test did too often: all of them come from one address."""
    cache.clear()


@pytest.fixture(autouse=True)
def _own_pictures(request: pytest.FixtureRequest) -> Iterator[None]:
    """Leave no picture of one test to the next, where a test has a database at all."""
    yield
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


@pytest.fixture
def world(db: None) -> World:
    """Anna owns Bottega, Bruno writes for it, Carla owns another brand; Bottega has its own pages."""
    return make_world()
