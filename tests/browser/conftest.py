"""One browser for each worker, one product for each module; a complaint in the console fails its test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, StorageState, sync_playwright

from antiphon.cli.sample.story import OWNER_MAIL
from tests.browser.house import House, Product
from tests.browser.steps import begin, sign_in_sample
from tests.browser.watch import watched

HERE = Path(__file__).parent
CHROMIUM = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands in this folder, and share it between two workers: those who need the sample, and the rest."""
    here = [item for item in items if isinstance(item, pytest.Function) and item.path.is_relative_to(HERE)]
    sample = {item.path for item in here if "demo" in item.fixturenames}
    for item in here:
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.xdist_group("sample" if item.path in sample else "own houses"))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, which asks nobody outside for anything.

    It ends with this folder: while Playwright runs, Django lets nobody in this process use a database.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after its first start: a second start is quick."""
    with House(tmp_path_factory.mktemp("prepared")) as house:
        pass
    return house.data


@pytest.fixture(scope="module")
def house(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A product of the module's own; that it broke anywhere fails the module."""
    with House(tmp_path_factory.mktemp("house"), prepared) as house:
        yield house
    assert house.breakdowns() == []


@pytest.fixture(scope="module")
def owner(house: House, browser: Browser) -> StorageState:
    """What the browser keeps of the owner, who came in through the one-time link."""
    with watched(browser) as page:
        begin(page, house)
        return page.context.storage_state()


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The sample organization: pages that are full."""
    with Product(tmp_path_factory.mktemp("demo"), "demo") as product:
        yield product
    assert product.breakdowns() == []


@pytest.fixture(scope="package")
def anna(demo: Product, browser: Browser) -> StorageState:
    """What the browser keeps of the sample's owner."""
    with watched(browser) as page:
        sign_in_sample(page, demo, OWNER_MAIL)
        return page.context.storage_state()


@pytest.fixture
def guest(browser: Browser) -> Iterator[Page]:
    """The page of somebody who has not signed in."""
    with watched(browser) as page:
        yield page


@pytest.fixture
def page(browser: Browser, owner: StorageState) -> Iterator[Page]:
    """The page of the owner, signed in."""
    with watched(browser, storage_state=owner) as page:
        yield page
