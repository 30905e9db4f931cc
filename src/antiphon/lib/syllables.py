"""How many syllables a word has, by the spelling rules of its language.

Hyphenation patterns were tried and left: they say where a word may be broken, not how many syllables it has, and
miss one in three ("idea", "aéreo", "océan"). Tests hold these rules to a list of words per language.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

_EN_VOWELS = re.compile(r"[aeiouy]+")
_EN_SILENT = (
    re.compile(r"(?<=[^aeiouy])e(?=(?:ly|ful|less|ness|ment|thing|one|where|body)(?:ly|s)?$)"),
    re.compile(r"(?<=[^aeiouy])(?<!l)e$|(?<=[aeiouyr]l)e$"),
    re.compile(r"(?<=[^aeiouydt])ed$"),
    re.compile(r"(?<=[^aeiouyscxzgl])es$(?<!ches)(?<!shes)"),
)
_EN_TWO = re.compile(
    r"ia(?!l|n$)|[^tcs]io|(?<=[^aeiou])ea$|rea(?=t.)|eo(?!p|u)|[eu]ing|ie(?=t|nc)|oe[mt]|^via$|[^qg]ua|thm$|sm$"
)
_EN_CLIPPED = re.compile(r"(?<=[bcdfgknptv])e(?=ry$|ries$|rything|rybody|ryone)|(?<=ev)e(?=ning)|(?<=bus)i(?=ness)")

_ES_STRONG, _ES_WEAK = "aeoáéóíú", "iuüy"
_ES = re.compile(rf"[{_ES_WEAK}]*[{_ES_STRONG}]|(?<![{_ES_STRONG}{_ES_WEAK}])[{_ES_WEAK}]+(?![{_ES_STRONG}])")

_FR_GROUP = re.compile(r"[aeiouyàâäéèêëîïôöùûüœæ]+")
_FR_SILENT = re.compile(r"(?<=[^aeiouyàâäéèêëîïôöùûüœæ])es?$|(?<=[iuéoy])es?$")
_FR_MUTE_U = re.compile(r"(?<=q)u|(?<=g)u(?=[eiéèêy])")
_FR_HIATUS = re.compile(r"[aàâeéèêoô](?=[éèêëïâà])|é(?=[aeouôâ])|a(?=[o](?!û))|o(?=[ao])|ï(?=[aeo])")


def count_syllables(word: str, language: str) -> int:
    """Return how many syllables a word has, at least 1; `language` is one of `LANGUAGES`.

    >>> [count_syllables(word, "en") for word in ("workshop", "idea", "carefully")]
    [2, 3, 3]
    """
    letters = re.sub(r"[’']s$|[’'].*(?<=[’'])", "", word.lower()) if language == "en" else word.lower()
    return max(1, LANGUAGES[language](letters))


def _english(word: str) -> int:
    """Vowel groups, without a silent e, with the pairs of vowels that are spoken apart."""
    spoken = _EN_CLIPPED.sub("", word)
    for silent in _EN_SILENT:
        if _EN_VOWELS.search(silent.sub("", spoken)):
            spoken = silent.sub("", spoken)
    return len(_EN_VOWELS.findall(spoken)) + len(_EN_TWO.findall(word))


def _spanish(word: str) -> int:
    """One syllable for each strong vowel, and for each run of weak ones that leans on none (Ortografía, RAE 2010)."""
    final_y = re.sub(r"y(?=[aeoáéóíúiu])", "_", word)
    return len(_ES.findall(final_y))


def _french(word: str) -> int:
    """Groups of vowels, without a silent e at the end, with the vowels that are spoken apart."""
    word = _FR_MUTE_U.sub("", word)
    shorter = _FR_SILENT.sub("", word)
    spoken = shorter if _FR_GROUP.search(shorter) else word
    return len(_FR_GROUP.findall(spoken)) + len(_FR_HIATUS.findall(spoken))


#: The languages that can be counted.
LANGUAGES: Mapping[str, Callable[[str], int]] = MappingProxyType({"en": _english, "es": _spanish, "fr": _french})
