"""How words are kept to be used again, and given up."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.lib.markup import hashtags, typed_text
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.publishing.models import Snippet, Variable
from antiphon.publishing.rules.wording import NAME

_LONGEST_TEXT, _LONGEST_NAME = 10_000, 80


@transaction.atomic
def keep_snippet(by: Member, kind: str, name: str, text: str, snippet: Snippet | None = None) -> Snippet:
    """Keep words under a name, or change those that are kept; a hashtag group is made of hashtags alone."""
    _check(by, snippet)
    named, words = " ".join(name.split()), typed_text(text).strip()
    if not named or len(named) > _LONGEST_NAME:
        raise Refusal(_("Give it a name of at most 80 characters."), field="name")
    if not words or len(words) > _LONGEST_TEXT:
        raise Refusal(_("Give it words, of at most 10,000 characters."), field="text")
    if kind not in set(Snippet.Kind):
        raise Refusal(_("Say whether these are words or hashtags."), field="kind")
    if kind == Snippet.Kind.HASHTAGS:
        words = _tags(words)
    kept = snippet or Snippet(brand=by.brand)
    kept.kind, kept.name, kept.text = kind, named, words
    _save(kept)
    return kept


@transaction.atomic
def keep_variable(by: Member, name: str, value: str, variable: Variable | None = None) -> Variable:
    """Let a name in braces stand for words, or for other words."""
    _check(by, variable)
    named, words = name.strip().strip("{}").lower(), typed_text(value).strip()
    if not NAME.fullmatch(named):
        raise Refusal(
            _("A name begins with a letter and has at most 40 small letters, digits and low lines."), field="name"
        )
    if not words or len(words) > _LONGEST_TEXT:
        raise Refusal(_("Give it words, of at most 10,000 characters."), field="value")
    kept = variable or Variable(brand=by.brand)
    kept.name, kept.value = named, words
    _save(kept)
    return kept


@transaction.atomic
def give_up(by: Member, kept: Snippet | Variable) -> None:
    """Keep these words no longer; posts that were written with them stay as they are."""
    _check(by, kept)
    kept.delete()


def _check(by: Member, kept: Snippet | Variable | None) -> None:
    require(by, Duty.WRITE)
    if kept is not None and kept.brand_id != by.brand_id:
        raise NotAllowed(_("This belongs to another brand."))


def _tags(words: str) -> str:
    """Return hashtags one after the other; words without the sign get it."""
    signed = " ".join(word if word.startswith("#") else f"#{word}" for word in words.replace(",", " ").split())
    found = hashtags(signed)
    if not found:
        raise Refusal(_("Give at least one hashtag."), field="text")
    return " ".join(f"#{tag}" for tag in found)


def _save(kept: Snippet | Variable) -> None:
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError as error:
        raise Refusal(_("There is one of this name already."), field="name") from error
