"""A few words that say what a text is about, as a beginning for a person to write on."""

from collections import Counter

from antiphon.listening.rules.reading import readable, words_in


def _split(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Words that stand in every text of a language, and those by which people ask: they say nothing of the subject.
_COMMON = _split(
    """a about after all also am an and any are as at be because been but by can could did do does don for from get
    got had has have how i if into is it its just know like ll looking m me more my need no not of on one or our
    out in re s should so some t than that the their them then there these they this to too up us ve very want
    was we were what when where which who why will with would you your help please thanks anyone anybody someone
    there here ad agli ai al alla alle anche avete c che chi ci come con cosa cui d da dai dal dalla degli dei
    del della delle di dove e è ed era essere ha hai hanno ho i il in io l la le lei lo loro ma me mi mia mio
    molto ne nei nel nella no noi non o per perché più po poi qualcuno quale quando quanto quella quello questa
    questo qui se sei si sia sono sta su sul sulla ti tra tu tutti tutto un una uno vi voi vorrei cerco
    cerchiamo bisogno serve riesco qualche sa al algo alguien algún alguna como cómo con cuál cuándo de del
    desde donde dónde el ella en es esta está este esto hay he la las lo los más mi mis muy no nos o para pero
    por porque puedo que qué quién se si sí sin sobre su sus también te tengo tiene todo tu un una uno y ya yo
    busco necesito quiero quisiera gustaría hola me sabe à ai au aux avec avez ce ces cette comment dans de des
    du elle en est et être eu il ils j je la le les leur lui ma mais me mes moi mon n ne nous on ou où par pas
    peut plus pour pourquoi qu quand que quel quelle qui quoi sa sans se ses si son sont suis sur ta te tes toi
    ton tous tout très tu un une vos votre vous y cherche besoin voudrais aimerais arrive quelqu bonjour salut
    ciao hello hi"""
)
_SHORTEST = 3


def subject_words(text: str, most: int = 4) -> str:
    """Return the words of a text that say most of its subject, as they were written, in their order.

    Those that come again come first to be chosen, then the longer ones. Empty where there are none.

    >>> subject_words("I am looking for a course on dovetails. Is there a course in May?")
    'course dovetails May'
    """
    said = readable(text)
    words = [word for word in words_in(said) if len(word.plain) >= _SHORTEST and word.written not in _COMMON]
    words = [word for word in words if not word.plain.isdigit()]
    often = Counter(word.plain for word in words)
    first = {word.plain: word for word in reversed(words)}
    chosen = sorted(first.values(), key=lambda word: (-often[word.plain], word.start - word.end, word.start))[:most]
    return " ".join(said[word.start : word.end] for word in sorted(chosen, key=lambda word: word.start))
