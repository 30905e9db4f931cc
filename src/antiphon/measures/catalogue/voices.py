"""How many different people spoke."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from antiphon.measures.evidence import Evidence
from antiphon.measures.examples import THREAD, THREAD_TOLD
from antiphon.measures.measure import Example, Figure, Measure, Side, ids


class Voices(Measure):
    """Distinct people who are not us among those who spoke."""

    name = "voices"
    title = _("Voices")
    unit = _("people")
    definition = _("Different people, none of ours, who said something in the conversations under the post.")
    source = _("Definition 3.5, k; a person with two accounts is one voice.")
    side = Side.RESPONSE
    place = 20
    compared = True
    example = Example(told=THREAD_TOLD, value=3, acts=THREAD)

    def of(self, evidence: Evidence) -> Figure:
        """Return the number of people; n is the number of their messages."""
        spoken = [line for line in evidence.theirs if line.counted]
        people = len({line.author for line in spoken})
        sentence = gettext("Nobody has answered yet.") if not people else _sentence(people, len(spoken))
        return Figure(people, len(spoken), sentence, ids(spoken, counted=True), excluded=evidence.aside_below)


def _sentence(people: int, messages: int) -> str:
    who = ngettext("%(count)d person", "%(count)d people", people) % {"count": people}
    what = ngettext("%(count)d message", "%(count)d messages", messages) % {"count": messages}
    return gettext("%(people)s in %(messages)s.") % {"people": who, "messages": what}
