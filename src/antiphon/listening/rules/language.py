"""In which language a text is: told by the network, or found among the few that a brand listens in.

Found by lingua, a detector with its models in the package; it is loaded when the first text asks for it.
"""

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from antiphon.listening.rules.reading import LONGEST

#: The languages in which needs are found, as their phrases are known.
LANGUAGES = ("en", "it", "es", "fr")

_LETTERS = 2


def language_of(text: str, told: str, languages: Collection[str]) -> str:
    """Return the language of a text as two letters, or nothing if none can be said.

    What the network told wins, even for a language in which nobody listens. A text without letters has none.

    >>> language_of("Cerco un macinino usato", "", ("en", "it")), language_of("Ciao", "de-AT", ("it",))
    ('it', 'de')
    """
    tag = told.strip().lower().replace("_", "-").partition("-")[0]
    if len(tag) == _LETTERS and tag.isascii() and tag.isalpha():
        return tag
    known = tuple(sorted(set(languages) & set(LANGUAGES)))
    if sum(sign.isalpha() for sign in text) < _LETTERS or not known:
        return ""
    return known[0] if len(known) == 1 else _detected(text[:LONGEST], known)


def _detected(text: str, languages: tuple[str, ...]) -> str:
    found = _detector(languages).detect_language_of(text)
    return found.iso_code_639_1.name.lower() if found else ""


@lru_cache(maxsize=8)
def _detector(languages: tuple[str, ...]) -> Any:
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    codes = [getattr(IsoCode639_1, language.upper()) for language in languages]
    return LanguageDetectorBuilder.from_iso_codes_639_1(*codes).build()
