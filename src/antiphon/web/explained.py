"""Figures about people that explain themselves: the number, what it means, and why it is not known."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from antiphon.ledger.rules import Direction, Verb
from antiphon.measures.rounding import rounded
from antiphon.people.models import Identity, Person
from antiphon.relationships.queries import Event, Initiative, Tie
from antiphon.relationships.rules import N_MIN, Circle, StrengthParams, enough

CIRCLE_NAMES: Mapping[Circle, Promise] = {
    Circle.INNERMOST: _("innermost"),
    Circle.CLOSE: _("close"),
    Circle.FRIENDLY: _("friendly"),
    Circle.ACTIVE: _("active"),
}
VERB_NAMES: Mapping[str, Promise] = {
    Verb.POST: _("post"),
    Verb.REPLY: _("reply"),
    Verb.MENTION: _("mention"),
    Verb.QUOTE: _("quote"),
    Verb.LIKE: _("like"),
    Verb.SHARE: _("share"),
    Verb.FOLLOW: _("follow"),
    Verb.DIRECT: _("direct message"),
    Verb.SUBSCRIBE: _("subscription"),
    Verb.LEAVE: _("end of a subscription"),
    Verb.JOIN: _("joining the community"),
    Verb.INVITE: _("bringing somebody"),
    Verb.VOTE: _("vote"),
    Verb.DECIDE: _("what became of an idea"),
    Verb.ATTEND: _("coming to an event"),
    Verb.PLAN: _("plan for the community"),
    Verb.WELCOME: _("welcome"),
    Verb.SETTLE: _("duty in the community, done or left out"),
    Verb.ADD: _("document for a group"),
    Verb.BOUNCE: _("letter that came back"),
    Verb.MEET: _("call or meeting"),
}
_THEY: Mapping[str, Promise] = {
    Verb.REPLY: _("%(name)s answered"),
    Verb.MENTION: _("%(name)s spoke to us"),
    Verb.QUOTE: _("%(name)s quoted us"),
    Verb.LIKE: _("%(name)s liked this"),
    Verb.SHARE: _("%(name)s passed this on"),
    Verb.FOLLOW: _("%(name)s follows us"),
    Verb.DIRECT: _("%(name)s wrote to us directly"),
    Verb.SUBSCRIBE: _("%(name)s asked for our letters"),
    Verb.LEAVE: _("%(name)s wants no more letters"),
    Verb.JOIN: _("%(name)s joined the community"),
    Verb.INVITE: _("%(name)s brought somebody to the community"),
    Verb.VOTE: _("%(name)s voted"),
    Verb.DECIDE: _("%(name)s said what becomes of an idea"),
    Verb.ATTEND: _("%(name)s comes to an event"),
    Verb.PLAN: _("%(name)s planned something for the community"),
    Verb.WELCOME: _("%(name)s welcomed somebody in the community"),
    Verb.SETTLE: _("%(name)s settled what was theirs to do in the community"),
    Verb.ADD: _("%(name)s gave a group a document"),
    Verb.BOUNCE: _("A letter to %(name)s came back"),
    Verb.MEET: _("%(name)s called or met us"),
    Verb.POST: _("%(name)s posted"),
}
_WE: Mapping[str, Promise] = {
    Verb.REPLY: _("We answered"),
    Verb.MENTION: _("We spoke to %(name)s"),
    Verb.QUOTE: _("We quoted %(name)s"),
    Verb.LIKE: _("We liked this"),
    Verb.SHARE: _("We passed this on"),
    Verb.FOLLOW: _("We follow %(name)s"),
    Verb.DIRECT: _("We wrote directly"),
    Verb.POST: _("We posted"),
    Verb.INVITE: _("We brought %(name)s to the community"),
    Verb.VOTE: _("We voted"),
    Verb.DECIDE: _("We said what becomes of an idea of %(name)s"),
    Verb.WELCOME: _("We welcomed %(name)s in the community"),
    Verb.MEET: _("We called or met %(name)s"),
}
#: What passes between two people, neither of them us.
_AMONG: Mapping[str, Promise] = {
    Verb.REPLY: _("%(by)s answered %(name)s"),
    Verb.MENTION: _("%(by)s spoke to %(name)s"),
    Verb.QUOTE: _("%(by)s quoted %(name)s"),
    Verb.LIKE: _("%(by)s liked this by %(name)s"),
    Verb.SHARE: _("%(by)s passed on this by %(name)s"),
    Verb.FOLLOW: _("%(by)s follows %(name)s"),
    Verb.INVITE: _("%(by)s brought %(name)s to the community"),
    Verb.WELCOME: _("%(by)s welcomed %(name)s in the community"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """A figure in words: empty `value` where it is not known, and then `note` says why."""

    name: str
    label: Promise
    value: str
    note: str
    definition: str


@dataclass(frozen=True, slots=True)
class Told:
    """An event of a history with its sentence."""

    event: Event
    sentence: str
    words: str


def explained_tie(tie: Tie) -> list[Known]:
    """Return how we stand with somebody, figure by figure."""
    return [_strength(tie), _reciprocity(tie), _circle(tie), _rhythm(tie), _silence(tie)]


def explained_addends(tie: Tie) -> list[dict[str, object]]:
    """Return the addends of a strength as the rows of a table, newest first."""
    return [
        {
            "day": one.day,
            "direction": one.direction,
            "verb": VERB_NAMES.get(one.kind, one.kind),
            "effort": one.effort,
            "age": one.age,
            "contribution": one.contribution,
        }
        for one in tie.strength.because
    ]


def explained_event(event: Event, person: Person) -> Told:
    """Return an event as a sentence; only words that were said by it are its words, else what it was done to."""
    sentence = _sentence(event, person)
    met = event.encounter
    if met is not None:
        return Told(
            event,
            gettext("%(sentence)s: %(kind)s") % {"sentence": sentence, "kind": met.get_kind_display()},
            met.words,
        )
    return Told(event, sentence, event.message.text if event.message else "")


def _sentence(event: Event, person: Person) -> str:
    """Return who did what: the person, we, or somebody else to them."""
    act, verb = event.interaction, event.interaction.verb
    if act.direction == Direction.BETWEEN and act.target is not None and verb in _AMONG:
        return str(_AMONG[verb]) % {"by": _called(act.actor), "name": _called(act.target)}
    if event.ours:
        return str(_WE.get(verb, verb)) % {"name": person.name}
    return str(_THEY.get(verb, verb)) % {"name": _called(act.actor)}


def _called(account: Identity) -> str:
    return str(account.person or account)


def _strength(tie: Tie) -> Known:
    found, params = tie.strength, StrengthParams()
    definition = gettext(
        "Points from 0 to 100. Each day on which they spoke to us, or we to them, adds its effort, halved every "
        "%(half)d days; what both sides give counts twice, what only they give a half, what only we give nothing. "
        "Long and many-sided ties count a little more. The weights are our choice, none is fitted to data."
    ) % {"half": params.half_life}
    if found.value is None:
        return Known("strength", _("Strength"), "", gettext("no contact so far"), definition)
    if not enough(found.n):
        return Known("strength", _("Strength"), "", _too_few(found.n), definition)
    note = ngettext("from %(n)d day of contact", "from %(n)d days of contact", found.n) % {"n": found.n}
    moved = _movement(tie)
    note = f"{note} · {moved}" if moved else note
    return Known("strength", _("Strength"), rounded(found.value, 1), note, definition)


def _reciprocity(tie: Tie) -> Known:
    definition = gettext("From 0, only one side speaks, to 1, both give the same: 2 · smaller side ÷ both sides.")
    if tie.reciprocity is None:
        return Known("reciprocity", _("Reciprocity"), "", gettext("nobody has spoken yet"), definition)
    if not enough(tie.strength.n):
        return Known("reciprocity", _("Reciprocity"), "", _too_few(tie.strength.n), definition)
    sides = {"theirs": rounded(tie.strength.a_in, 1), "ours": rounded(tie.strength.a_out, 1)}
    note = gettext("theirs %(theirs)s, ours %(ours)s") % sides
    return Known("reciprocity", _("Reciprocity"), rounded(tie.reciprocity, 2), note, definition)


def explained_initiative(found: Initiative) -> Known:
    """Return who begins, in words; below the fewest observations it is not enough yet."""
    definition = gettext(
        "Of the conversations between you, the share that we opened. A post to everybody is nobody’s first step; "
        "the first words that one addressed to the other are."
    )
    told = {"ours": found.ours, "theirs": found.theirs, "n": found.n, "least": N_MIN}
    if not found.enough or found.value is None:
        why = gettext("not enough yet: %(n)d of %(least)d conversations") % told
        return Known("initiative", _("Begun by us"), "", why, definition)
    note = gettext("we began %(ours)d, they began %(theirs)d") % told
    return Known("initiative", _("Begun by us"), f"{rounded(100 * found.value)} %", note, definition)


def _too_few(n: int) -> str:
    return gettext("not enough yet: %(n)d of %(least)d days of contact") % {"n": n, "least": N_MIN}


def _movement(tie: Tie) -> str:
    """Return how the strength moved in thirty days; nothing where one of both days is not known."""
    by = tie.moved.by
    if by is None:
        return ""
    shown = rounded(abs(by), 1)
    if shown == rounded(0, 1):
        return gettext("as thirty days ago")
    return gettext("%(points)s in thirty days") % {"points": ("+" if by > 0 else "−") + shown}


def _circle(tie: Tie) -> Known:
    definition = gettext(
        "Among all people of one steward: the 5 strongest are innermost, the next 10 close, the next 35 friendly, "
        "the next 100 active. One human can hardly keep more (Dunbar)."
    )
    if tie.circle:
        return Known("circle", _("Circle"), str(CIRCLE_NAMES[tie.circle]), "", definition)
    why = gettext("nobody keeps in touch yet") if tie.kept is None else gettext("no contact so far")
    return Known("circle", _("Circle"), "", why, definition)


def _rhythm(tie: Tie) -> Known:
    definition = gettext(
        "The usual number of days between two days on which one answered the other. A promise stands before it; "
        "the circle stands in where fewer than three such intervals are known."
    )
    days = tie.rhythm.days
    if days is None:
        seen = ngettext("%(n)d interval of 3 so far", "%(n)d intervals of 3 so far", tie.rhythm.n)
        return Known("rhythm", _("Rhythm"), "", seen % {"n": tie.rhythm.n}, definition)
    sources = {
        "promise": gettext("promised"),
        "pair": ngettext("from %(n)d interval", "from %(n)d intervals", tie.rhythm.n) % {"n": tie.rhythm.n},
        "circle": gettext("as is usual in this circle"),
    }
    return Known("rhythm", _("Rhythm"), _days(days), sources[tie.rhythm_source], definition)


def _silence(tie: Tie) -> Known:
    definition = gettext("Days since words last went either way. A like or a follow does not end a silence.")
    if tie.gap is None:
        return Known("silence", _("Silence"), "", gettext("nobody has spoken yet"), definition)
    longer = gettext("longer than the rhythm") if tie.silent_too_long else ""
    return Known("silence", _("Silence"), _days(tie.gap), longer, definition)


def _days(days: float) -> str:
    shown = rounded(days, 0 if float(days).is_integer() else 1)
    return ngettext("%(days)s day", "%(days)s days", round(days)) % {"days": shown}
