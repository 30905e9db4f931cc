"""Words that are kept: snippets, hashtag groups, variables."""

from dataclasses import replace

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Brand
from antiphon.publishing.drafts import Draft
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


def spelled_out(brand: Brand, draft: Draft) -> Draft:
    """Return a draft with the variables in all of its words replaced; raise Refusal for one that is not known.

    Call it where words come from somebody's hands, once: what was written before has its words already.
    """
    return replace(
        draft,
        text=expand(brand, draft.text),
        title=expand(brand, draft.title),
        comment=expand(brand, draft.comment),
        variants={pk: expand(brand, text) for pk, text in draft.variants.items()},
        titles={pk: expand(brand, text) for pk, text in draft.titles.items()},
        parts=[replace(part, text=expand(brand, part.text)) for part in draft.parts],
    )


def snippets_of(brand: Brand) -> list[Snippet]:
    """Return the snippets of a brand by name, hashtag groups last. One query."""
    return sorted(brand.snippets.all(), key=lambda one: (one.kind == Snippet.Kind.HASHTAGS, one.name.casefold()))


def variables_of(brand: Brand) -> list[Variable]:
    """Return the variables of a brand by name. One query."""
    return list(brand.variables.all())
