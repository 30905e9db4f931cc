"""The documents keep up with the product: what there is stands in them, and what stands in them is there."""

import re
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern

from antiphon.channels.connectors import connectors
from antiphon.cli import commands
from antiphon.cli.return_reference import return_reference
from antiphon.integrity.detectors import detectors
from antiphon.ledger.rules import Direction, Verb
from antiphon.lib.errors import Trouble
from antiphon.measures.catalogue import measures
from antiphon.organizations.models import Role
from antiphon.organizations.rules import Duty, may
from antiphon.publishing.models import StateLabel
from antiphon.publishing.rules.delivering import FenceState, State, may_move
from antiphon.web.sections import SECTIONS
from antiphon.web.urls import urlpatterns

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "antiphon"
REFERENCE = ROOT / "docs" / "reference"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
SETTING = re.compile(r"ANTIPHON_[A-Z_]+")
#: Words that would tie a document to one package index; addresses of any are looked for in all files elsewhere.
FORBIDDEN = ("index-url", "extra-index")


def reference(name: str) -> str:
    return (REFERENCE / f"{name}.md").read_text("utf-8")


def in_code(text: str) -> set[str]:
    """Return the words that stand between backticks."""
    return set(re.findall(r"`([^`\n]+)`", text))


def rows(text: str) -> Iterator[list[str]]:
    """Yield the cells of every row of every table, without heads."""
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and not set(line) <= set("|-: "):
            yield cells


def first_cells(text: str) -> set[str]:
    """Return what stands between backticks in the first cell of any row."""
    return {word for row in rows(text) for word in in_code(row[0])}


@cache
def everything_written() -> str:
    """Return the code and the pages in lower case."""
    files = [path for suffix in ("*.py", "*.html") for path in SOURCE.rglob(suffix) if "migrations" not in path.parts]
    return "\n".join(path.read_text("utf-8") for path in files).lower()


def settings_in_code() -> set[str]:
    return {name for path in SOURCE.rglob("*.py") for name in SETTING.findall(path.read_text("utf-8"))}


def test_every_setting_is_documented_and_every_documented_setting_is_read() -> None:
    assert first_cells(reference("settings")) >= settings_in_code()
    assert set(SETTING.findall(reference("settings"))) == settings_in_code()


def test_every_setting_has_an_example() -> None:
    examples = "".join(re.findall(r"```sh\n(.*?)```", reference("settings"), re.DOTALL))
    assert set(SETTING.findall(examples)) == settings_in_code()


def test_every_command_is_documented_and_there_is_no_other() -> None:
    modules = {path.stem.strip("_").replace("_", "-") for path in Path(commands.__path__[0]).glob("*.py")} - {"init"}
    assert set(re.findall(r"^## `antiphon ([a-z_-]+)`", reference("commands"), re.MULTILINE)) == modules


def test_every_connector_is_documented() -> None:
    told = reference("channels")
    assert [made.name for made in connectors().values() if made.name not in told] == []


@pytest.mark.parametrize("name", measures())
def test_a_measure_stands_in_the_documents_word_for_word(name: str) -> None:
    measure, told = measures()[name], reference("measures")
    part = told.split(f"(`{name}`)")[1].split("\n###")[0]
    value = f"**{round(measure.example.value, 6)}**".replace(".0**", "**")
    texts = [str(text) for text in (measure.definition, measure.unit, measure.source, measure.example.told, value)]
    assert [text for text in texts if text not in part] == []


def test_the_measures_of_both_returns_are_documented_as_they_are() -> None:
    assert reference("returns") == return_reference()


@pytest.mark.parametrize("name", [one.name for one in detectors()])
def test_a_detector_stands_in_the_documents_word_for_word(name: str) -> None:
    judge, told = next(one for one in detectors() if one.name == name), reference("detectors")
    assert f"| `{name}` | {judge.version} | {judge.title} |" in told
    part = told.split(f"## {judge.title}\n")[1].split("\n## ")[0]
    assert [text for text in (f"`{name}`", judge.reason, judge.how) if text not in part] == []


def test_every_verb_and_direction_of_the_ledger_is_documented() -> None:
    assert first_cells(reference("verbs")) >= {*Verb, *Direction}


def test_the_states_of_a_delivery_move_as_the_documents_say() -> None:
    told = {row[0].strip("`"): row for row in rows(reference("states")) if len(row) == 4 and row[0].startswith("`")}
    assert set(told) == set(State)
    assert {state: row[1] for state, row in told.items()} == {label.value: str(label.label) for label in StateLabel}
    documented = {state: in_code(row[3]) for state, row in told.items()}
    assert documented == {state: {end for end in State if may_move(state, end)} for state in State}


def test_every_fence_and_trouble_is_documented() -> None:
    assert first_cells(reference("states")) >= {*FenceState, *Trouble}


def test_every_page_is_documented_and_there_is_no_other() -> None:
    patterns: Iterable[URLPattern] = urlpatterns
    assert first_cells(reference("pages")) == {pattern.name for pattern in patterns}


def test_the_navigation_is_documented_as_it_is() -> None:
    told = reference("pages").partition("## Where they stand in the navigation")[2].partition("\n## ")[0]
    assert list(rows(told))[1:] == [
        [str(one.label), ", ".join(str(room.label) for room in one.rooms)] for one in SECTIONS
    ]


def test_every_role_is_documented_with_what_it_may_do() -> None:
    duties = list(Duty)
    page = (ROOT / "docs" / "explanation" / "roles.md").read_text("utf-8")
    told = {row[0].strip("*"): row[1:] for row in rows(page) if len(row) == len(duties) + 1}
    assert told.pop("role") == [f"`{duty}`" for duty in duties]
    assert told == {role.value: ["yes" if may(role, duty) else "no" for duty in duties] for role in Role}


def test_every_table_of_the_database_is_a_word_of_the_glossary() -> None:
    ours = {made.__name__ for made in apps.get_models() if made.__module__.startswith("antiphon.")}
    assert ours - in_code(reference("glossary")) == set()


def test_every_word_of_the_glossary_is_in_use() -> None:
    words = {word.lower() for row in rows(reference("glossary")) for word in re.findall(r"\*\*(.+?)\*\*", row[0])}
    assert len(words) > 80
    assert sorted(word for word in words if not in_use(word)) == []


def in_use(word: str) -> bool:
    """Whether a word stands in code or pages: in the singular or the plural, as a name or in a sentence."""
    stem = word.removesuffix("s").removesuffix("y")
    forms = (stem, re.sub("[ -]", "_", stem), stem.replace(" ", ""))
    return any(form in everything_written() for form in forms)


def test_every_class_named_in_the_glossary_exists() -> None:
    names = {name for name in in_code(reference("glossary")) if name[0].isupper()}
    written = everything_written()
    assert sorted(name for name in names if f"class {name.lower()}" not in written) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_of_a_document_lead_somewhere(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
    links = [link for link in re.findall(r"!?\[[^\]]*\]\(([^)\s]+)\)", text) if "://" not in link]
    assert [link for link in links if not leads_somewhere(path, link)] == []


def leads_somewhere(path: Path, link: str) -> bool:
    file, _, anchor = link.partition("#")
    target = (path.parent / file).resolve() if file else path
    return target.exists() and (not anchor or anchor in anchors(target))


def anchors(path: Path) -> set[str]:
    """Return the names by which the headings of a document can be linked."""
    heads = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_belongs_to_no_one_machine(path: Path) -> None:
    text = path.read_text("utf-8").lower()
    assert [word for word in FORBIDDEN if word in text] == []


def test_every_test_that_a_document_names_exists() -> None:
    named = {name for path in DOCUMENTS for name in re.findall(r"`(test_\w+)`", path.read_text("utf-8"))}
    found = subprocess.run(
        ["grep", "-rhoE", r"def test_\w+", str(ROOT / "tests")], capture_output=True, text=True, check=True
    ).stdout
    assert named - {line.removeprefix("def ") for line in found.splitlines()} == set()
