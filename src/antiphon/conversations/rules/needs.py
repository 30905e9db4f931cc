"""Whether a message needs an answer: marks and phrases that a person can read and edit.

Rules find what is written plainly; they do not read minds. What is addressed to us counts as
needing an answer unless it is plainly a thank-you, so that nobody is left waiting in silence.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from types import MappingProxyType

from antiphon.lib.folding import unaccented
from antiphon.lib.links import replace_urls

#: What a community brought along from elsewhere waits for nobody if it was older than this by then.
LATE = timedelta(days=30)

#: Kinds of message that are spoken to somebody: they wait unless they say plainly that they do not.
ADDRESSED = frozenset({"direct", "mention", "reply", "question"})

#: Phrases of need by language; a brand may add its own.
NEED_PHRASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": ("looking for", "need", "needs", "can't", "cannot", "unable to", "please help", "help me"),
        "it": (
            "cerco",
            "cerchiamo",
            "ho bisogno",
            "avrei bisogno",
            "mi serve",
            "mi servirebbe",
            "non riesco",
        ),
        "es": ("busco", "buscamos", "necesito", "necesitamos", "me hace falta", "no puedo", "no consigo"),
        "fr": (
            "je cherche",
            "nous cherchons",
            "j'ai besoin",
            "il me faut",
            "je n'arrive pas",
            "je ne peux pas",
        ),
    }
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Words of thanks by language; one of them must be there. Without accents, as they are compared.
THANKS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "en": _words("thanks thank thankyou thx thnx ty tysm cheers"),
        "it": _words("grazie ringrazio ringraziamo"),
        "es": _words("gracias agradezco agradecemos agradecido agradecida"),
        "fr": _words("merci remercie remercions"),
    }
)

#: Words that keep a thanks a thanks and ask for nothing.
AROUND_THANKS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "en": _words(
            "you u so very much many a lot again for the your quick fast kind reply answer "
            "response help info information all everyone everybody guys team and great perfect "
            "ok okay really million ton"
        ),
        "it": _words(
            "mille tante molte infinite ancora davvero di del della per la il le i tutto tutti "
            "tutte a voi te ti vi risposta aiuto info informazione informazioni cuore e ok "
            "perfetto gentilissimi gentilissima gentilissimo 1000"
        ),
        "es": _words(
            "muchas muchisimas mil de nuevo otra vez por la el lo tu su vuestra respuesta ayuda "
            "informacion info a todos todas ti vosotros ustedes te os se corazon y ok perfecto "
            "vale"
        ),
        "fr": _words(
            "beaucoup bien mille fois encore infiniment pour la le les votre ta reponse aide "
            "info information a vous toi tous toutes je nous te grand un et ok parfait super d "
            "accord"
        ),
    }
)

#: A question mark inside a word is part of an address without its scheme.
_QUESTION_MARK = re.compile(r"[?？؟⸮](?!\w)|¿")
_HANDLE = re.compile(r"(?<!\w)@\w[\w.@-]*")
_SHORTCODE = re.compile(r":\w+:")
_KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")
_WORD = re.compile(r"\w+")
_ANY_THANKS = frozenset[str]().union(*THANKS.values())
_ANY_AROUND = _ANY_THANKS.union(*AROUND_THANKS.values())


def needs_answer(text: str, kind: str, phrases: Mapping[str, Iterable[str]] = NEED_PHRASES) -> bool:
    """Return whether a message waits for an answer.

    A question mark outside addresses or a phrase of need always does. A lone thanks and mere emoji
    never do. Of the rest, what is spoken to us does (`ADDRESSED` kinds), what is said to the world
    does not.

    >>> [needs_answer(text, "reply") for text in ("Grazie mille!", "👏👏", "When do you open?", "Nice.")]
    [False, False, True, True]
    """
    said = _without_addresses(text)
    if _QUESTION_MARK.search(said) or has_need_phrase(said, phrases):
        return True
    if is_lone_thanks(said) or is_only_symbols(said):
        return False
    return kind in ADDRESSED


def has_question(text: str) -> bool:
    """Return whether a question mark stands in the text outside addresses.

    >>> has_question("At nine. Shall we keep one?"), has_question("See https://shop.example/?page=2")
    (True, False)
    """
    return bool(_QUESTION_MARK.search(_without_addresses(text)))


def has_need_phrase(text: str, phrases: Mapping[str, Iterable[str]] = NEED_PHRASES) -> bool:
    """Return whether a phrase of need in any language stands in the text as words of its own.

    >>> has_need_phrase("Ho bisogno di un preventivo"), has_need_phrase("A needle in a haystack")
    (True, False)
    """
    said = f" {_words_alone(text)} "
    return any(f" {_phrase(phrase)} " in said for known in phrases.values() for phrase in known)


def is_lone_thanks(text: str) -> bool:
    """Return whether the words thank, in English, Italian, Spanish or French, and say nothing else.

    >>> is_lone_thanks("Muchísimas gracias!"), is_lone_thanks("Thanks, but it is still broken")
    (True, False)
    """
    words = set(_words_alone(text).split())
    return bool(words & _ANY_THANKS) and words <= _ANY_AROUND


def is_only_symbols(text: str) -> bool:
    """Return whether there is something, but no word: emoji, punctuation.

    >>> is_only_symbols("👍🏽 !!"), is_only_symbols("")
    (True, False)
    """
    rest = _KEYCAP.sub("☐", _SHORTCODE.sub("☺", text)).strip()
    return bool(rest) and not any(unicodedata.category(sign)[0] in "LN" for sign in rest)


def _without_addresses(text: str) -> str:
    """Return the text without web addresses and handles, which hold words that nobody said."""
    return _HANDLE.sub(" ", replace_urls(text, lambda _: " link "))


def _words_alone(text: str) -> str:
    """Return the words in lower case without accents, apart by one space."""
    return " ".join(_WORD.findall(unaccented(text)))


@lru_cache(maxsize=1024)
def _phrase(phrase: str) -> str:
    return _words_alone(phrase)


def came_late(sent_at: datetime, received_at: datetime) -> bool:
    """Whether a message was 30 days old when it came: brought along from another place, it calls for no answer."""
    return received_at - sent_at > LATE
