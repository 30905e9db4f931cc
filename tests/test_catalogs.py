"""Every text a person sees is there in every language, whole and in its place."""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from gettext import GNUTranslations
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.template.base import Lexer, Token, TokenType
from django.utils import translation
from django.utils.translation import gettext

from tests.catalogs import Entry, compiled, marks, read_catalog
from tests.web.readers import Page, page, signed_in
from tests.world import World

SOURCE = Path(__file__).resolve().parent.parent / "src" / "antiphon"
TEMPLATES = SOURCE / "web" / "templates"
LANGUAGES = [code for code, _ in settings.LANGUAGES]
GETTEXT = shutil.which("xgettext") and shutil.which("msgmerge")

#: The functions that say a text in the language of who reads it, and how many of their first arguments are texts.
SAYING = {"_": 1, "gettext": 1, "gettext_lazy": 1, "gettext_noop": 1, "ngettext": 2, "ngettext_lazy": 2}
#: Attributes whose value people read or hear.
READ_ATTRIBUTES = frozenset({"alt", "aria-description", "aria-label", "label", "placeholder", "title"})
#: What is the same in every language: names, and the beginning of an address.
SAME_EVERYWHERE = frozenset(
    {"ALT", "Antiphon", "Bluesky", "CSV", "JSON", "Mastodon", "PDF", "example", "https", "mastodon", "n"}
)
#: Blocks whose words are the name of a class, and pieces that stand inside a tag: nobody reads them.
NAMES_A_CLASS, INSIDE_A_TAG = {"kind"}, {"compose/swaps.html"}


def catalog(language: str, source: Path = SOURCE) -> list[Entry]:
    return read_catalog(source / "locale" / language / "LC_MESSAGES" / "django.po")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the product whose catalogs were collected anew from its code and pages."""
    place = tmp_path_factory.mktemp("collected")
    copy = place / "antiphon"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    languages = [f"--locale={code}" for code in LANGUAGES]
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", *languages, "--no-location", "--no-wrap", "--verbosity=0"],
        cwd=copy,
        env=os.environ | {"PYTHONPATH": str(place), "DJANGO_SETTINGS_MODULE": "antiphon.config.settings"},
        check=True,
    )
    return copy


@pytest.mark.skipif(not GETTEXT, reason="needs the gettext tools")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalog_says_all_that_code_and_pages_say_and_nothing_else(language: str, collected: Path) -> None:
    entries = catalog(language, collected)
    assert [one.msgid for one in entries if not one.obsolete and not one.translated] == []
    assert [one.msgid for one in entries if "fuzzy" in one.flags] == []
    assert [one.msgid for one in entries if one.obsolete] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_placeholders_and_tags(language: str) -> None:
    forms = [form for entry in catalog(language)[1:] for form in entry.forms]
    assert [said for text, said in forms if marks(said) != marks(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_begins_and_ends_like_its_text(language: str) -> None:
    forms = [form for entry in catalog(language)[1:] for form in entry.forms]
    assert [said for text, said in forms if edges(said) != edges(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    with (SOURCE / "locale" / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        assert vars(GNUTranslations(file))["_catalog"] == compiled(catalog(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_have_as_many_forms_as_the_language(language: str) -> None:
    header, *entries = catalog(language)
    said = re.search(r"nplurals=(\d)", header.texts["msgstr"])
    assert said
    assert {len(one.forms) for one in entries if "msgid_plural" in one.texts} == {int(said[1])}


def edges(text: str) -> tuple[bool, bool]:
    """Return whether a text begins and ends with a space or a new line."""
    return text[:1].isspace(), text[-1:].isspace()


def unsayable(tree: ast.AST) -> Iterator[int]:
    """Yield the lines in which a text is put together before it is looked up, so that it is never found."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYING:
            parts = [part for text in node.args[: SAYING[node.func.id]] for part in ast.walk(text)]
            if any(isinstance(part, ast.JoinedStr | ast.BinOp | ast.Call) for part in parts):
                yield node.lineno


def test_texts_are_looked_up_whole() -> None:
    files = [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]
    assert [(str(path), line) for path in files for line in unsayable(ast.parse(path.read_text("utf-8")))] == []


@pytest.mark.parametrize(
    "offence", ['_(f"To {name}")', 'gettext("To " + name)', '_("To %s" % name)', 'ngettext("a", "{}".format(n), n)']
)
def test_a_text_that_is_put_together_is_caught(offence: str) -> None:
    assert list(unsayable(ast.parse(offence))) == [1]


class Untranslated(HTMLParser):
    """Gathers the letters that a page shows without looking them up; keys and commands are the same everywhere."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._code = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._code = tag if tag in {"script", "style", "kbd", "code"} else ""
        for name, value in attrs:
            if value and (name in READ_ATTRIBUTES or (name.startswith("data-") and " " in value)):
                self._gather(value)

    def handle_endtag(self, tag: str) -> None:
        self._code = "" if tag == self._code else self._code

    def handle_data(self, data: str) -> None:
        if not self._code:
            self._gather(data)

    def _gather(self, text: str) -> None:
        self.found += [word for word in re.findall(r"[^\W\d_]+", text) if word not in SAME_EVERYWHERE]


def bare_words(template: str) -> list[str]:
    """Return the words of a template that stand outside its translated parts."""
    reader = Untranslated()
    reader.feed("".join(_shown(Lexer(template).tokenize())))
    reader.close()
    return reader.found


def _shown(tokens: list[Token]) -> Iterator[str]:
    """Yield the texts outside of what is translated or a comment, and what filters put in by themselves."""
    until = ""
    for token in tokens:
        name = token.contents.split(maxsplit=1)[0] if token.contents.strip() else ""
        if until:
            until = "" if token.token_type == TokenType.BLOCK and name == until else until
        elif token.token_type == TokenType.BLOCK and name in {"blocktranslate", "comment"}:
            until = f"end{name}"
        elif name == "block" and token.contents.split()[1] in NAMES_A_CLASS:
            until = "endblock"
        elif token.token_type == TokenType.TEXT:
            yield token.contents
        elif token.token_type == TokenType.VAR:
            yield from re.findall(r'\|(?:default|default_if_none|yesno|pluralize):"([^"]*)"', token.contents)


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ('<p class="no">{% translate "Yes" %} · {% blocktranslate %}yes{% endblocktranslate %}</p>', []),
        ("{# no #}<!-- no --><script>no</script>{% comment %}no{% endcomment %}{{ yes }} 12 &nbsp;×", []),
        ('<p>Oh {{ no }}</p><img alt="{{ one }} picture">', ["Oh", "picture"]),
        ('<b title="{% translate "Yes" %}">{{ name|default:"nobody" }}</b>', ["nobody"]),
    ],
)
def test_words_outside_of_what_is_translated_are_found(template: str, words: list[str]) -> None:
    assert bare_words(template) == words


def test_pages_show_no_words_that_were_not_translated() -> None:
    files = sorted(path for suffix in ("*.html", "*.txt") for path in TEMPLATES.rglob(suffix))
    found = {str(path.relative_to(TEMPLATES)): bare_words(path.read_text("utf-8")) for path in files}
    found = {name: words for name, words in found.items() if name not in INSIDE_A_TAG}
    assert {name: words for name, words in found.items() if words} == {}


def sections(shown: Page) -> set[str]:
    return {word.strip() for word in shown.words.splitlines()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_speaks_the_language_of_who_reads_it(language: str, world: World) -> None:
    world.anna.user.language = language
    world.anna.user.save()
    shown = page(signed_in(world.anna), "/b/bottega/channels/")
    with translation.override(language):
        names = {gettext(name) for name in ("Today", "Posts", "Inbox", "People", "Channels")}
    assert [one["lang"] for one in shown.all("html")] == [language]
    assert names <= sections(shown)
    assert (language == "en") == (names == {"Today", "Posts", "Inbox", "People", "Channels"})
