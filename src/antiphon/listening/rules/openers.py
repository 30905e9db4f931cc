"""Sentences that begin as a question does, without its sign: they are only a hint, and most traps are known.

What cries out (*che bella*, *qué bonito*, *quel bonheur*), tells when (*quando arriva*, *cuando llueve*), or is a
saying begins in the same way. What is listed here as a beginning is what a question needs to follow.
"""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from antiphon.listening.rules.reading import Sentence, Word


def _split(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Words before the beginning that do not count.
_GREETINGS = _split(
    """hi hello hey so and but ok okay well also please thanks ciao salve buongiorno scusate scusa e ma poi allora
    grazie hola buenas buenos dias y pero entonces gracias bonjour salut et mais alors merci"""
)

type Openers = Mapping[str, frozenset[str]]


def _openers(text: str) -> Openers:
    """Read lines of `first word: words one of which follows`; nothing after the colon means any."""
    lines = (line.partition(":") for line in text.strip().splitlines())
    return {first.strip(): frozenset(rest.split()) for first, _, rest in lines}


#: By language, as written with accents: the word that begins, and those one of which has to follow.
OPENERS: Mapping[str, Openers] = MappingProxyType(
    {
        "en": _openers(
            """how: do does did can could should would is are long much many often to come about
            what: is are do does did kind type sort can could should would makes causes would's about else
            which: one type kind brand beans coffee of would do should is
            who: knows can else here has is
            where: do does can could should is are did to
            why: do does did is are would not can should
            when: do does did should can will would is are
            is: there it this that anyone anybody someone somebody
            are: there you they these those we
            do: you i we they people any
            does: anyone anybody somebody someone it this that the
            did: anyone anybody you
            can: anyone anybody someone somebody you i we it this
            could: anyone anybody someone somebody you i we it this
            should: i we one it the
            would: it you anyone anybody this that
            has: anyone anybody someone somebody
            have: you any
            will: it you this there
            anyone: know knows tried have has using used here got else
            anybody: know knows tried have has using used here got else
            any: advice tips ideas idea suggestions recommendations thoughts help chance way good
            """
        ),
        "it": _openers(
            """come: si posso possiamo faccio fate fai funziona mai devo dovrei va vanno
            cosa: ne è mi si devo dovrei consigliate pensate usate fate succede cambia posso serve
            che: cosa tipo differenza grado ore macinino macina caffè acqua ne mi si
            chi: sa può ha mi ci di altro conosce usa
            dove: si posso possiamo trovo compro comprate trovate è sono lo la li
            perché: il la i le si mi non è sono
            quando: riaprite aprite arriva arrivano torna tornano sarà spedite posso si
            quanto: costa costano tempo dura durano ne ci si deve devo
            quanta: acqua
            quanti: grammi giorni mesi
            quante: volte
            quale: è tipo mi macina caffè acqua sarebbe macinino
            qual: è
            quali: sono
            qualcuno: sa ha può conosce mi usa di che ne
            qualcuna: sa ha può conosce
            avete: un una dei delle anche mai in qualche
            sapete: se dove come quando quale dirmi
            potete: dirmi consigliarmi aiutarmi spedire mandarmi
            posso: usare tenere conservare fare venire mettere sapere
            conoscete: un una qualche
            mi: consigliate sapete sai consigli potete puoi
            si: può possono deve riesce
            esiste: un una
            qualche: consiglio idea suggerimento
            """
        ),
        "es": _openers(
            """cómo: se puedo puedes hago hacéis hacen funciona debo es limpio guardo
            qué: tipo café molino agua diferencia es me hago puedo pasa opináis opinan recomendáis tal cafetera
            cuál: es me sería
            cuáles: son
            cuándo: abrís abren vuelve vuelven llega llegan es se
            dónde: puedo se está están compro compráis encuentro
            quién: sabe puede tiene ha me
            cuánto: cuesta cuestan tiempo dura café
            cuánta: agua
            cuántos: gramos días
            por: qué
            alguien: sabe tiene ha puede conoce me usa
            hay: alguna algún alguien forma manera
            tenéis: algún alguna un una
            tienen: algún alguna un una
            sabéis: si dónde cómo cuándo
            saben: si dónde cómo cuándo
            podéis: decirme recomendarme ayudarme enviar
            pueden: decirme recomendarme ayudarme enviar
            puedo: usar guardar hacer ir dejar poner
            se: puede pueden debe
            me: recomendáis recomiendan podéis pueden puedes
            algún: consejo
            alguna: idea recomendación sugerencia
            """
        ),
        "fr": _openers(
            """comment: faire on je vous puis se nettoyer conserver ça faites
            quel: est café moulin type
            quelle: est eau mouture machine différence
            quels: sont
            quelles: sont
            qui: peut sait a connaît veut est parmi
            que: faire pensez conseillez faut
            quoi: faire
            où: puis peut trouver est sont on acheter
            quand: est rouvrez ouvrez reviendra faut
            pourquoi: le la les mon ma est ne je on y
            combien: de coûte coûtent
            est: ce
            qu: est
            y: a
            quelqu: un
            peut: on il
            pouvez: vous
            avez: vous
            savez: vous
            connaissez: vous
            faut: il
            dois: je
            puis: je
            un: conseil avis
            des: conseils avis idées
            vous: avez savez pouvez connaissez conseillez
            """
        ),
    }
)

#: A sentence this long that tells when it is goes on with what then happens.
_LONG_FOR_A_TIME = 8
_WHEN = frozenset({"when", "quando", "cuándo", "quand"})
#: Sayings that begin as a question does; a saying is no question.
_SAYINGS = (
    ("who", "knows"), ("who", "can", "say"), ("chi", "ha", "tempo"), ("chi", "sa"), ("chi", "di", "speranza"),
    ("qui", "a", "bu"), ("qui", "sait"), ("quien", "sabe"),
)  # fmt: skip
_SHORT = 3


def opener_of(
    said: str, sentence: Sentence, words: Sequence[Word], languages: Collection[str]
) -> tuple[int, int] | None:
    """Return where the two words stand with which a sentence begins as a question, or None.

    `words` are those of the sentence. What ends with an exclamation mark is none, nor is a saying of few words.
    """
    if "!" in sentence.ending:
        return None
    rest = _without_greeting(words)
    if len(rest) < _SHORT or _is_saying(rest) or _tells_when(said, sentence, rest):
        return None
    first, second = rest[0], rest[1]
    if any(_follows(OPENERS.get(language, {}), first.written, second.written) for language in languages):
        return first.start, second.end
    return None


def _follows(openers: Openers, first: str, second: str) -> bool:
    if first not in openers:
        return False
    return not openers[first] or second in openers[first]


def _without_greeting(words: Sequence[Word]) -> Sequence[Word]:
    place = next((place for place, word in enumerate(words) if word.plain not in _GREETINGS), len(words))
    return words[place:]


def _is_saying(words: Sequence[Word]) -> bool:
    plain = tuple(word.plain for word in words)
    return len(words) <= _SHORT + 1 and any(plain[: len(saying)] == saying for saying in _SAYINGS)


def _tells_when(said: str, sentence: Sentence, words: Sequence[Word]) -> bool:
    """Whether a sentence that begins with a time goes on: by a comma, or because it is long."""
    return words[0].written in _WHEN and ("," in said[sentence.start : sentence.end] or len(words) > _LONG_FOR_A_TIME)
