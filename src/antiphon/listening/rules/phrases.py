"""Phrases by which people say what they ask, need, want or worry about; a brand adds its own."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from antiphon.lib.folding import unaccented
from antiphon.listening.rules.kinds import Kind
from antiphon.listening.rules.reading import Word, words_in

type Phrases = Mapping[str, Mapping[Kind, Collection[str]]]


def _split(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines())


#: By language and kind. A star at the end of a word stands for any ending.
PHRASES: Phrases = MappingProxyType(
    {
        "en": {
            Kind.QUESTION: _lines(
                """i wonder
                wondering if
                wondering how
                wondering what
                wondering whether
                wondering about
                curious if
                curious how
                curious whether
                curious what
                i'd like to know
                i would like to know
                want to know"""
            ),
            Kind.NEED: _lines(
                """looking for
                i need
                i still need
                i really need
                we need
                i'd need
                need help
                need some help
                need advice
                need a
                in need of
                can't find
                cannot find
                couldn't find
                can't get
                cannot get
                can't figure
                can't seem to
                can't decide
                can't open
                can't log in
                i cannot
                we cannot
                i am unable to
                i'm unable to
                please help
                help me
                struggling to
                struggle to"""
            ),
            Kind.WANT: _lines(
                """i want to
                i want a
                i want some
                i want my
                we want to
                we want a
                i'd like
                i would like
                we'd like
                i'd love
                would love to
                i wish i
                i wish there
                i wish it
                i wish you
                i wish we
                hoping to
                i hope to"""
            ),
            Kind.WORRY: _lines(
                """worried
                i worry
                worries me
                concerned about
                concerned that
                my concern
                afraid
                i fear
                scared
                nervous about"""
            ),
        },
        "it": {
            Kind.QUESTION: _lines(
                """mi chiedo
                mi chiedevo
                mi domando
                vorrei sapere
                volevo sapere
                qualcuno sa
                quanto costa
                quanto costano
                non capisco perché"""
            ),
            Kind.NEED: _lines(
                """cerco
                cerchiamo
                sto cercando
                stiamo cercando
                ho bisogno
                avrei bisogno
                abbiamo bisogno
                mi serve
                mi servono
                mi servirebbe
                ci serve
                ci servirebbe
                non riesco
                non riusciamo
                non trovo
                non mi fa
                non mi lascia
                mi manca
                aiutatemi"""
            ),
            Kind.WANT: _lines(
                """vorrei
                vorremmo
                voglio
                mi piacerebbe
                ci piacerebbe
                sarebbe bello
                mi va di
                spero
                speriamo"""
            ),
            Kind.WORRY: _lines(
                """preoccupat*
                mi preoccupa
                mi preoccupano
                ho paura
                abbiamo paura
                temo
                il timore
                mi spaventa
                non vorrei che"""
            ),
        },
        "es": {
            Kind.QUESTION: _lines(
                """me pregunto
                me preguntaba
                quisiera saber
                quería saber
                me gustaría saber
                alguien sabe
                cuánto cuesta
                cuánto cuestan
                no entiendo por qué"""
            ),
            Kind.NEED: _lines(
                """busco
                buscamos
                estoy buscando
                estamos buscando
                necesito
                necesitamos
                necesitaría
                me hace falta
                nos hace falta
                me haría falta
                nos haría falta
                no encuentro
                no me deja
                me falta
                no puedo
                no podemos
                no consigo
                no logro
                ayudadme
                ayúdenme"""
            ),
            Kind.WANT: _lines(
                """quiero
                queremos
                quisiera
                quisiéramos
                querría
                me gustaría
                nos gustaría
                me encantaría
                ojalá
                a ver si
                espero que"""
            ),
            Kind.WORRY: _lines(
                """preocupad*
                me preocupa
                me preocupan
                nos preocupa
                tengo miedo
                me da miedo
                temo
                me temo
                me inquieta
                me asusta"""
            ),
        },
        "fr": {
            Kind.QUESTION: _lines(
                """je me demande
                je me demandais
                j'aimerais savoir
                je voudrais savoir
                quelqu'un sait
                combien coûte
                combien coûtent
                je ne comprends pas pourquoi"""
            ),
            Kind.NEED: _lines(
                """je cherche
                nous cherchons
                on cherche
                je recherche
                j'ai besoin
                j'aurais besoin
                nous avons besoin
                on a besoin
                il me faut
                il me faudrait
                il nous faut
                il nous faudrait
                je ne trouve pas
                je ne trouve plus
                ne me laisse pas
                je n'arrive pas
                nous n'arrivons pas
                je ne peux pas
                il me manque
                aidez moi"""
            ),
            Kind.WANT: _lines(
                """je veux
                je voudrais
                nous voudrions
                j'aimerais
                nous aimerions
                on aimerait
                j'adorerais
                ça me plairait
                si seulement
                vivement
                j'espère"""
            ),
            Kind.WORRY: _lines(
                """inquiet
                inquiète
                inquiets
                je m'inquiète
                m'inquiète
                j'ai peur
                nous avons peur
                je crains
                nous craignons
                je redoute
                me fait peur"""
            ),
        },
    }
)

#: What holds a phrase and says something else: it keeps the shorter one from being found.
_SOMETHING_ELSE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": ("can't wait", "cannot wait", "can't thank", "cannot thank", "can't recommend", "cannot recommend"),
        "it": ("cerco di", "cerco sempre di", "cerchiamo di", "cerchiamo sempre di", "non trovo giusto"),
        "es": ("no puedo estar más", "no podemos estar más", "no puedo esperar", "busco siempre"),
        "fr": ("je cherche à", "je cherche toujours à", "nous cherchons à", "on cherche à"),
    }
)

#: Words just before a phrase by which it is not said, or not of oneself.
_NOT_MEANT: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "en": _split("t not no never without you they he she it people who u do if might"),
        "it": _split("non mai senza"),
        "es": _split("no nunca sin ni"),
        "fr": _split("ne pas jamais sans"),
    }
)
_REACH = 2

type Entry = tuple[str, Kind | None, tuple[str, ...]]
type Index = Mapping[str, Sequence[Entry]]


def with_own(added: Iterable[tuple[str, str, str]], dropped: Iterable[tuple[str, str, str]]) -> Phrases:
    """Return the phrases in use: ours, those of a brand added, those that it put aside left out.

    Each is (language, kind, words).
    """
    own, gone = list(added), {(language, kind, shape_of(words)) for language, kind, words in dropped}
    languages = {*PHRASES, *(language for language, _, _ in own)}
    return {
        language: {
            kind: [
                *(
                    one
                    for one in PHRASES.get(language, {}).get(kind, ())
                    if (language, kind, shape_of(one)) not in gone
                ),
                *(words for tongue, said, words in own if (tongue, said) == (language, kind)),
            ]
            for kind in Kind
        }
        for language in languages
    }


@lru_cache(maxsize=4096)
def shape_of(phrase: str) -> tuple[str, ...]:
    """Return the words of a phrase as they are compared; the last may end with a star.

    >>> shape_of("J'ai  besoin"), shape_of("preoccupat*")
    (('j', 'ai', 'besoin'), ('preoccupat*',))
    """
    shape = [word.plain for word in words_in(phrase)]
    if shape and phrase.rstrip().endswith("*"):
        shape[-1] += "*"
    return tuple(shape)


def index_of(phrases: Phrases, languages: Collection[str]) -> Index:
    """Return the phrases of some languages by how they begin, so that a text is read once however many there are.

    Those of no kind are what keeps others from being found.
    """
    found: dict[str, list[Entry]] = {}
    for language in languages:
        known: list[tuple[Kind | None, str]] = [(None, one) for one in _SOMETHING_ELSE.get(language, ())]
        known += [(kind, one) for kind, ours in phrases.get(language, {}).items() for one in ours]
        for kind, phrase in known:
            if shape := shape_of(phrase):
                found.setdefault(_begin(shape[0]), []).append((language, kind, shape))
    return found


def phrases_in(words: Sequence[Word], index: Index) -> list[tuple[Kind, int, int]]:
    """Return what the phrases that stand among the words of a sentence are about, and where: from, and up to.

    What is denied, or said of somebody else, is left out; of a phrase within a longer one the longer one counts.
    """
    found: list[tuple[Kind | None, int, int]] = []
    for place, word in enumerate(words):
        for language, kind, shape in index.get(_begin(word.plain), ()):
            if _stands(words, place, shape) and not _denied(words, place, language, shape):
                found.append((kind, word.start, words[place + len(shape) - 1].end))
    longest = sorted(set(found), key=lambda one: (one[1], -one[2], one[0] or ""))
    kept: list[tuple[Kind, int, int]] = []
    reached = -1
    for kind, start, end in longest:
        if end > reached:
            reached = end
            if kind is not None:
                kept.append((kind, start, end))
    return kept


def _begin(word: str) -> str:
    return unaccented(word)[:3].rstrip("*")


def _stands(words: Sequence[Word], place: int, shape: tuple[str, ...]) -> bool:
    there = words[place : place + len(shape)]
    return len(there) == len(shape) and all(
        word.plain.startswith(part[:-1]) if part.endswith("*") else word.plain == part
        for word, part in zip(there, shape, strict=True)
    )


def _denied(words: Sequence[Word], place: int, language: str, shape: tuple[str, ...]) -> bool:
    if shape[0] in _NOT_MEANT.get(language, ()):
        return False
    return any(word.plain in _NOT_MEANT.get(language, ()) for word in words[max(0, place - _REACH) : place])
