"""The house stands as it was drawn: what points down points down, and a broken rule is caught."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grimp
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from antiphon.channels import limits
from antiphon.channels.connectors import connectors
from tests.world import World

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "antiphon"
LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
CONTRACTS: list[str] = [contract["name"] for contract in LINTER["contracts"]]
MOST_LINES = 400

#: One import that breaks each contract: the module that it is put into, and what it imports.
OFFENCES = {
    "Floors: imports point down only": ("people.offence", "antiphon.channels.models"),
    "Wings: what acts never imports what measures": ("publishing.offence", "antiphon.measures.measure"),
    "Wings: what measures never imports what acts": ("integrity.offence", "antiphon.conversations.models"),
    "Order inside a floor: rules, models, queries, actions, tasks": ("ledger.queries", "antiphon.ledger.actions"),
    "No circles between the packages of a floor": ("organizations.offence", "antiphon.ledger.rules"),
    "Rules are pure: neither Django, nor the network": ("measures.rules.offence", "django.conf"),
    "Rules speak to no network": ("relationships.rules.offence", "requests"),
    "Connectors know their promise and the lib, no models": (
        "channels.connectors.offence",
        "antiphon.channels.actions",
    ),
    "The practice networks know nothing of the product": ("practice.offence", "antiphon.lib.clock"),
}


def floor_of(package: str) -> int:
    """Return on which floor a package of the product lies, counted from the bottom."""
    layers = next(contract for contract in LINTER["contracts"] if contract["name"].startswith("Floors"))["layers"]
    floors = [[name.strip() for name in layer.split("|")] for layer in reversed(layers)]
    return next(number for number, names in enumerate(floors) if package in names)


def test_the_drawing_and_the_table_show_every_floor_in_its_order() -> None:
    contract = next(one for one in LINTER["contracts"] if one["name"].startswith("Floors"))
    names = [re.findall(r"antiphon\.(\w+)", layer) for layer in contract["layers"]]
    known = {name: floor for floor, some in enumerate(names) for name in some if name != "practice"}
    svg = (ROOT / "docs" / "images" / "floors.svg").read_text("utf-8")
    drawn = {name: int(y) for y, name in re.findall(r'class="name" x="\d+" y="(-?\d+)">(\w+)<', svg)}
    rows = re.findall(r"^\| (\d+) \| ([^|]+)", (ROOT / "ARCHITECTURE.md").read_text("utf-8"), re.MULTILINE)
    told = {name: -int(number) for number, some in rows for name in re.findall(r"`(\w+)`", some)}
    assert drawn.keys() == told.keys() == known.keys()
    for one, floor in known.items():
        below = {other for other, its in known.items() if its > floor} - {"web", "api"}
        assert all(drawn[other] > drawn[one] and told[other] > told[one] for other in below), one


def package_of(model: type[models.Model]) -> str:
    return ".".join(model.__module__.split(".")[:2])


def foreign_keys() -> Iterator[tuple[type[models.Model], str, type[models.Model]]]:
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("antiphon."):
            for field in model._meta.get_fields():
                if field.concrete and isinstance(field.related_model, type):
                    yield model, field.name, field.related_model


def test_the_foreign_keys_of_all_models_point_down() -> None:
    upward = [
        f"{model.__name__}.{field} → {other.__name__}"
        for model, field, other in foreign_keys()
        if other.__module__.startswith("antiphon.")
        and package_of(model) != package_of(other)
        and floor_of(package_of(other)) >= floor_of(package_of(model))
    ]
    assert upward == []
    assert len(list(foreign_keys())) > 30


def test_no_model_points_at_anything_by_a_generic_key() -> None:
    generic = [
        model
        for model in apps.get_models()
        if model.__module__.startswith("antiphon.") and model._meta.private_fields
    ]
    assert generic == []


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the product without what runs left behind."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(
        SOURCE, folder / "src" / "antiphon", ignore=shutil.ignore_patterns("__pycache__", "locale", "static")
    )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def lint(folder: Path) -> str:
    """Return what lint-imports says of the product in a folder."""
    told = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo"],
        cwd=folder, env={"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    return told.stdout + told.stderr


def put(folder: Path, module: str, line: str) -> None:
    """Add a line to a module, which is made if there is none."""
    path = folder / "src" / "antiphon" / f"{module.replace('.', '/')}.py"
    path.write_text((path.read_text("utf-8") if path.exists() else "") + f"\n{line}\n", "utf-8")


def blame_for(contract: str) -> str:
    """Return how the offence against a contract is named; circles are told of packages, not of modules."""
    circle = contract.startswith("No circles")
    return ".organizations -> .ledger" if circle else f"antiphon.{OFFENCES[contract][0]} -> "


def test_every_contract_has_an_offence_that_is_tried() -> None:
    assert list(OFFENCES) == CONTRACTS


def test_every_broken_contract_is_caught_even_inside_a_function(copy: Path) -> None:
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in lint(copy)
    for number, (module, imported) in enumerate(OFFENCES.values()):
        hidden = f"def offence_{number}():\n    import {imported}"
        put(copy, module, hidden if number % 2 else f"import {imported}")
    told = lint(copy)
    assert f"Contracts: 0 kept, {len(CONTRACTS)} broken." in told
    names = "|".join(re.escape(name) for name in CONTRACTS)
    parts = re.split(rf"\n({names})\n-+\n", told.split("Broken contracts")[1])
    assert [name for name, text in zip(parts[1::2], parts[2::2], strict=True) if blame_for(name) in text] == CONTRACTS


def test_only_the_command_line_imports_the_practice_networks() -> None:
    graph = grimp.build_graph("antiphon", cache_dir=None)
    practice = {"antiphon.practice", *graph.find_descendants("antiphon.practice")}
    importers = {by for module in practice for by in graph.find_modules_that_directly_import(module)} - practice
    assert {by for by in importers if not by.startswith("antiphon.cli.")} == set()


def addresses(patterns: list[Any], before: str = "/") -> Iterator[str]:
    """Yield every address of the product, with something that fits in the place of each variable."""
    fitting = {"int": "1", "slug": "bottega", "str": "x", "path": "x", "uuid": "0" * 32}
    for one in patterns:
        part = re.sub(r"<(?:(\w+):)?\w+>", lambda found: fitting[found[1] or "str"], str(one.pattern))
        part = re.sub(r"\(\?P<\w+>[^)]*\)", "x", part).strip("^$").replace(r"\Z", "")
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, before + part)
        elif isinstance(one, URLPattern):
            yield before + part


def test_every_address_answers_with_a_strict_content_policy(world: World) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(world.anna.user)
    every = [*addresses(get_resolver().url_patterns), "/nowhere", "/b/cards/"]
    assert len(every) > 80
    answers = {address: client.get(address) for address in every}
    assert [address for address, answer in answers.items() if answer.status_code >= 500] == []
    policies = {address: answer.get("Content-Security-Policy", "") for address, answer in answers.items()}
    assert {address: policy for address, policy in policies.items() if "default-src 'self'" not in policy} == {}
    assert {address: policy for address, policy in policies.items() if "unsafe-" in policy} == {}
    refused = client.post("/language/", headers={"Content-Length": str(2 * 10**9)})
    assert (refused.status_code, "default-src 'self'" in refused["Content-Security-Policy"]) == (413, True)


def test_no_page_holds_a_script_or_style_of_its_own(world: World) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(world.anna.user)
    inline = re.compile(r"<style|<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=", re.IGNORECASE)
    found = {}
    for address in addresses(get_resolver().url_patterns):
        answer = client.get(address)
        if "html" in answer.get("Content-Type", "") and not answer.streaming and inline.search(answer.text):
            found[address] = inline.findall(answer.text)
    assert found == {}


def test_no_file_is_longer_than_can_be_read_in_one_sitting() -> None:
    kinds = {".py", ".html", ".css", ".js", ".toml"}
    files = [
        path for path in SOURCE.rglob("*") if path.suffix in kinds and not {"migrations", "vendor"} & set(path.parts)
    ]
    long = {str(path.relative_to(SOURCE)) for path in files if path.read_text("utf-8").count("\n") > MOST_LINES}
    assert long == set()


def tracked() -> list[Path]:
    """Return the files that git knows; outside of a clone, all but what runs leave behind."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
        return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]
    kept = [path for path in ROOT.rglob("*") if path.is_file()]
    return [path for path in kept if not any(part.startswith(".") for part in path.relative_to(ROOT).parts[:-1])]


def test_no_file_tells_from_where_packages_are_fetched() -> None:
    host = rb"https?://[^\s\"'<>]*(?:pypi|pythonhosted|npmjs|artifactory|nexus|jfrog|conda)"
    address = re.compile(host + rb"|^\s*(?:--)?(?:extra-)?index-url[ =]", re.MULTILINE)
    found = [path.relative_to(ROOT) for path in tracked() if address.search(path.read_bytes())]
    assert [path for path in found if path != Path("tests/test_architecture.py")] == []


def test_the_migrations_are_complete(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("makemigrations", check=True, dry_run=True)
    assert capsys.readouterr().out.strip() == "No changes detected"


def test_every_connector_has_its_dated_limits_and_no_others_are_kept() -> None:
    files = {path.stem for path in Path(limits.__file__).parent.glob("*.toml")}
    assert files == set(connectors())
    for kind in files:
        table = limits.table(kind)
        assert table.source, kind
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", table.checked), kind
