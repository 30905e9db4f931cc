"""Clear at a glance, in words: what each check found, why, and what to do. It keeps nothing from being sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from antiphon.channels.models import Channel
from antiphon.channels.queries import limits_of
from antiphon.channels.sentences import network_name
from antiphon.lib.errors import Refusal
from antiphon.lib.images import luminances
from antiphon.publishing.models import Asset
from antiphon.publishing.rules import clarity
from antiphon.publishing.rules.clarity import Finding, Verdict
from antiphon.publishing.rules.contrast import ENOUGH, ENOUGH_IF_LARGE, Contrast, contrast_of
from antiphon.publishing.rules.framing import Frame, box_of, within

NAMES: Mapping[str, Promise] = {
    "reading": _("Reading ease"),
    "opening": _("First line"),
    "hashtags": _("Hashtags"),
}
VERDICTS: Mapping[str, Promise] = {
    Verdict.GOOD: _("clear"),
    Verdict.FAIR: _("could be clearer"),
    Verdict.POOR: _("hard to grasp"),
}
_REASONS: Mapping[str, Any] = {
    "ease_good": _("Short words and sentences: {words} words in {sentences} sentences."),
    "ease_fair": _(
        "{words} words in {sentences} sentences. Shorter sentences and more common words would make it easier."
    ),
    "ease_poor": _(
        "{words} words in {sentences} sentences: long words, long sentences, or both. Say one thing in each sentence."
    ),
    "long_sentence": _("The longest sentence has {words} words. Make two of it."),
    "few_words": _("With {words} words this is a hint rather than a measure."),
    "begins_with_link": _("It begins with a link. Say first why one should follow it."),
    "begins_with_hashtag": _("It begins with a hashtag. Begin with what you have to say."),
    "shouts": _("It is in capitals, which reads as shouting and is slow to read."),
    "brief_line": _("It says too little to stop anybody: {length} characters."),
    "long_line": _("It is {length} characters long; about {most} are seen at a glance. Make a shorter one of it."),
    "cut_by_fold": _("{network} folds the text after about {fold} characters, in the middle of this line."),
    "asks": _("It asks something."),
    "counts": _("It has a number, which is something to hold on to."),
    "speaks_to_you": _("It speaks to whoever reads."),
    "short_line": _("It is short enough to be seen whole."),
    "plain_line": _("Nothing is wrong with it. A question, a number or a word to the reader would draw people in."),
    "many_hashtags": _("{number} hashtags are many; up to {most} are read."),
    "long_hashtag": _("#{tag} is too long to be read at a glance."),
    "shouted_hashtag": _("#{tag} is in capitals: screen readers may spell it letter by letter."),
    "unspaced_hashtag": _(
        "#{tag}: begin each word in it with a capital, so that screen readers read words and eyes see them."
    ),
    "good_hashtags": _("Few, short, and read aloud as words."),
}


@dataclass(frozen=True, slots=True)
class Check:
    """What one check found: a verdict, 0–100, the reasons in words, and the published method if there is one."""

    name: str
    label: Promise
    verdict: Verdict
    score: int
    reasons: Sequence[Promise]
    method: str

    @property
    def verdict_label(self) -> Promise:
        """The verdict as people say it."""
        return VERDICTS[self.verdict]


def checks_of(text: str, language: str, channels: Sequence[Channel]) -> list[Check]:
    """Return what is to be said of a text that goes out on some channels; nothing of what is not there."""
    found = [
        clarity.reading_ease(text, language),
        clarity.opening(text, folds_of(channels), language),
        clarity.hashtags(text),
    ]
    return [_in_words(one) for one in found if one is not None]


def folds_of(channels: Sequence[Channel]) -> dict[str, int]:
    """Return after how many characters each network folds a text away, by its name, where it does."""
    found = {network_name(one.kind): limits_of(one).fold for one in channels}
    return {network: fold for network, fold in found.items() if fold is not None}


def contrast_in(asset: Asset, part: Frame) -> Contrast:
    """Return the contrast of words on a picture within the part where somebody says that they stand.

    Raise Refusal for what is no picture.
    """
    if not asset.is_picture:
        raise Refusal(_("Contrast is measured on a picture."), field="part")
    box = box_of(within(part), asset.width, asset.height)
    return contrast_of(luminances(Path(asset.file.path).read_bytes(), box))


def contrast_in_words(found: Contrast) -> Promise:
    """Return what a contrast means and what to do."""
    if found.is_one_tone:
        return _("This part has one tone: no words are to be told from what is behind them. Mark where they stand.")
    if found.ratio >= ENOUGH:
        sentence = _("{ratio} : 1 is enough for words of every size (WCAG asks for {enough} : 1).")
    elif found.ratio >= ENOUGH_IF_LARGE:
        sentence = _("{ratio} : 1 is enough for large words only; small ones need {enough} : 1.")
    else:
        sentence = _(
            "{ratio} : 1 is too little: words need {enough} : 1, large ones {large} : 1. "
            "Make them darker or lighter, or put a plain field behind them."
        )
    return format_lazy(sentence, ratio=f"{found.ratio:.1f}", enough=f"{ENOUGH:g}", large=f"{ENOUGH_IF_LARGE:g}")


def _in_words(found: Finding) -> Check:
    reasons = [format_lazy(_REASONS[name], **numbers) for name, numbers in found.reasons]
    return Check(found.check, NAMES[found.check], found.verdict, found.score, reasons, found.method)
