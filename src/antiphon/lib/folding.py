"""Words without accents, capitals and signs: what is compared where people do not write alike."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
#: Marks above letters, and characters that nobody sees.
_LEFT_OUT = {"Mn", "Cf"}


def folded(text: str) -> str:
    """Return the words of a text without accents, capitals and signs, one blank between them.

    >>> folded("  Niccolò D'ORO_é ")
    'niccolo d oro e'
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(_WORD.findall("".join(one for one in plain if unicodedata.category(one) not in _LEFT_OUT)))


def unaccented(text: str) -> str:
    """Return a text in lower case, its letters without accents.

    >>> unaccented("Perché NO?")
    'perche no?'
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
