"""Words that are kept: snippets, hashtag groups, variables."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Brand
from antiphon.publishing.models import Snippet, Variable
from antiphon.publishing.rules.wording import names_in, replaced


def expand(brand: Brand, text: str) -> str:
    """Return a text with its variables replaced by what they stand for; raise Refusal for one that is not known.

    A text without names in braces is returned as it is. One query at most.
    """
    named = names_in(text)
    if not named and "{{" not in text and "}}" not in text:
        return text
    known = dict(Variable.objects.filter(brand=brand, name__in=named).values_list("name", "value"))
    unknown = [name for name in named if name not in known]
    if unknown:
        raise Refusal(
            format_lazy(
                _("There is no variable {name}. Add it among the words, or double its braces to mean them."),
                name=f"{{{unknown[0]}}}",
            ),
            field="text",
        )
    return replaced(text, known)


def snippets_of(brand: Brand) -> list[Snippet]:
    """Return the snippets of a brand by name, hashtag groups last. One query."""
    return sorted(brand.snippets.all(), key=lambda one: (one.kind == Snippet.Kind.HASHTAGS, one.name.casefold()))


def variables_of(brand: Brand) -> list[Variable]:
    """Return the variables of a brand by name. One query."""
    return list(brand.variables.all())
