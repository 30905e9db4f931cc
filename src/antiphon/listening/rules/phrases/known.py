"""Phrases by which people say what they ask, need, want or worry about; a brand adds its own."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from antiphon.listening.rules.kinds import Kind

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
SOMETHING_ELSE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": ("can't wait", "cannot wait", "can't thank", "cannot thank", "can't recommend", "cannot recommend"),
        "it": ("cerco di", "cerco sempre di", "cerchiamo di", "cerchiamo sempre di", "non trovo giusto"),
        "es": ("no puedo estar más", "no podemos estar más", "no puedo esperar", "busco siempre"),
        "fr": ("je cherche à", "je cherche toujours à", "nous cherchons à", "on cherche à"),
    }
)

#: Words just before a phrase by which it is not said, or not of oneself.
NOT_MEANT: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "en": _split("t not no never without you they he she it people who u do if might"),
        "it": _split("non mai senza"),
        "es": _split("no nunca sin ni"),
        "fr": _split("ne pas jamais sans"),
    }
)
#: How many words before a phrase are looked at.
REACH = 2
