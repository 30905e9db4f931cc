"""Whether what somebody wants to say can be said: every reason why not is told at its field. Writes nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.conf import settings
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.channels.connector import Field, Media, Outgoing, Settings, describe
from antiphon.channels.connectors import connector_for
from antiphon.channels.models import Channel
from antiphon.channels.queries import settings_of
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.publishing import sentences
from antiphon.publishing.actions.illustrating import Taken
from antiphon.publishing.drafts import Draft, Picture, Stretch, stretches
from antiphon.publishing.outgoing import check, reference_of
from antiphon.publishing.renditions import expired
from antiphon.publishing.rules.fitting import Misfit

_FEWEST_ANSWERS, _MOST_ANSWERS, _LONGEST_ANSWER = 2, 20, 200
_MOST_PARTS, _LONGEST_TITLE, _LONGEST_POLL, _LONGEST_LINK = 50, 300, 24 * 365, 2000
#: The field of the composer at which a broken limit is shown; the text itself for all others.
_FIELDS = {
    "title": "title", "title_needed": "title", "poll_options": "poll", "poll_option": "poll", "poll_hours": "poll",
}  # fmt: skip


def check_words(by: Member, draft: Draft, at: datetime) -> None:
    """Raise Refusal unless there is something to say, on channels of the brand, with words for all that is shown.

    `at` is when it is to go out: what it shows may have to be taken down by then.
    """
    foreign = [channel for channel in draft.channels if channel.brand_id != by.brand_id or channel.disconnected_at]
    if not draft.channels or foreign:
        raise Refusal(_("Choose at least one channel."), field="channels")
    if draft.in_reply_to is None and any(connector_for(one.kind).only_answers for one in draft.channels):
        raise Refusal(
            _("On this channel one writes only to who wrote first. Answer them from the inbox."), field="channels"
        )
    if not draft.text.strip() and not draft.pictures:
        raise Refusal(_("Write something first."), field="text")
    _check_length(draft)
    _check_parts(draft)
    _check_poll(draft)
    _check_card(draft)
    _check_shown(draft.everything_shown, at.astimezone(by.brand.zone))


def check_settings(draft: Draft, *, as_draft: bool) -> Mapping[int, dict[str, Any]]:
    """Return what each connector wants to know of the post, as it is kept; raise Refusal for what is not as it asks.

    A draft may leave open what is needed only once it is sent.
    """
    found = {}
    for channel in draft.channels:
        shape = connector_for(channel.kind).settings
        if shape is not None:
            found[channel.pk] = _converted(channel, shape, draft.settings.get(channel.pk, {}), as_draft=as_draft)
    return found


def check_fit(draft: Draft, pictures: Sequence[Taken], parts: Sequence[Sequence[Taken]]) -> None:
    """Raise Refusal for the first limit of any channel that the post, a part of it or its comment would break."""
    seen = {id(picture): taken for picture, taken in zip(draft.pictures, pictures, strict=True)}
    for part, taken in zip(draft.parts, parts, strict=True):
        seen |= {id(picture): one for picture, one in zip(part.pictures, taken, strict=True)}
    for channel in draft.channels:
        for stretch in stretches(draft, channel):
            found = check_stretch(channel, draft, stretch, [seen[id(one)] for one in stretch.pictures])
            if found:
                sentence = sentences.in_part(stretch.place, sentences.does_not_fit(channel, found[0]))
                raise Refusal(sentence, field=_FIELDS.get(found[0].what, "text"))


def check_stretch(channel: Channel, draft: Draft, stretch: Stretch, shown: Sequence[Taken]) -> list[Misfit]:
    """Return every limit that one message of a draft would break on a channel."""
    return check(channel, as_outgoing(channel, draft, stretch, shown))


def as_outgoing(channel: Channel, draft: Draft, stretch: Stretch, shown: Sequence[Taken]) -> Outgoing:
    """Return one message of a draft as it would be sent, nothing fitted yet."""
    answered = draft.in_reply_to
    media: tuple[Media, ...] = tuple(
        taken.as_media(picture.alt_text.strip(), place)
        for place, (picture, taken) in enumerate(zip(stretch.pictures, shown, strict=True))
    )
    return Outgoing(
        operation="",
        text=stretch.text,
        language=draft.language,
        at=channel.connected_at,
        media=media,
        reply_to=reference_of(answered) if answered else None,
        reply_handle=answered.author.handle if answered and not stretch.place else "",
        continues=bool(stretch.place),
        title=stretch.title,
        poll=stretch.poll,
        settings=settings_of(channel, draft.settings.get(channel.pk, {})),
    )


def _check_length(draft: Draft) -> None:
    most = settings.MAX_TEXT_CHARACTERS
    if any(len(text) > most for text in draft.texts):
        sentence = _("The text is longer than {most} characters. Shorten it.")
        raise Refusal(format_lazy(sentence, most=most), field="text")
    if any(len(title) > _LONGEST_TITLE for title in (draft.title, *draft.titles.values())):
        sentence = _("The title is longer than {most} characters. Shorten it.")
        raise Refusal(format_lazy(sentence, most=_LONGEST_TITLE), field="title")


def _check_parts(draft: Draft) -> None:
    if len(draft.parts) > _MOST_PARTS:
        sentence = _("A thread has at most {most} parts here. Take some out.")
        raise Refusal(format_lazy(sentence, most=_MOST_PARTS), field="parts")
    if any(not part.text.strip() and not part.pictures for part in draft.parts):
        raise Refusal(_("A part of the thread is empty. Write something, or take it out."), field="parts")
    if draft.in_reply_to is not None and (draft.parts or draft.comment.strip()):
        raise Refusal(_("An answer has no further parts and no first comment."), field="parts")


def _check_poll(draft: Draft) -> None:
    poll = draft.poll
    if poll is None:
        return
    texts = [option.strip() for option in poll.options]
    if len(texts) < _FEWEST_ANSWERS or not all(texts):
        raise Refusal(_("A poll needs at least two answers, and words in each of them."), field="poll")
    if len(texts) > _MOST_ANSWERS or any(len(text) > _LONGEST_ANSWER for text in texts):
        raise Refusal(_("This poll has too many answers, or too long ones."), field="poll")
    if len(set(texts)) < len(texts):
        raise Refusal(_("Two answers of the poll say the same. Change one."), field="poll")
    if not 1 <= poll.hours <= _LONGEST_POLL:
        raise Refusal(_("Say for how many hours the poll is open: from 1 hour to 365 days."), field="poll")


def _check_card(draft: Draft) -> None:
    card = draft.card
    if card is not None and (not card.url.startswith(("https://", "http://")) or len(card.url) > _LONGEST_LINK):
        raise Refusal(_("Give an address that begins with https://."), field="card")


def _check_shown(shown: Sequence[Picture], at: datetime) -> None:
    if any(not picture.alt_text.strip() and not picture.alt_waived for picture in shown):
        raise Refusal(
            _("Describe each picture for those who do not see it, or say that it is only decoration."),
            field="pictures",
        )
    gone = expired([picture.asset for picture in shown if picture.asset], at.date())
    if gone:
        sentence = gettext("“%(name)s” may be used until %(day)s only. Choose something else.")
        day = date_format(gone[0].expires_on or at.date(), "j F Y")
        raise Refusal(sentence % {"name": gone[0].title or gettext("This picture"), "day": day}, field="pictures")


def _converted(
    channel: Channel, shape: type[Settings], given: Mapping[str, Any], *, as_draft: bool
) -> dict[str, Any]:
    fields = describe(shape)
    chosen = {name: value for name, value in given.items() if name in fields and value not in {"", None}}
    if as_draft:
        return chosen
    for info in msgspec.structs.fields(shape):
        if info.required and info.name not in chosen:
            raise _unfit(channel, fields[info.name], _("{account} needs “{label}”. Fill it in for this channel."))
    try:
        return dict(msgspec.to_builtins(msgspec.convert(_known(channel, fields, chosen), type=shape)))
    except msgspec.ValidationError as error:
        name = str(error).rpartition("$.")[2].rstrip("`")
        field = fields.get(name) or Field(name)
        raise _unfit(channel, field, _("“{label}” for {account} is not as it should be.")) from error


def _known(channel: Channel, fields: Mapping[str, Field], chosen: Mapping[str, Any]) -> Mapping[str, Any]:
    for name, value in chosen.items():
        values = {choice for choice, _label in fields[name].choices}
        if values and value not in values:
            raise _unfit(channel, fields[name], _("Choose one of the offered values of “{label}” for {account}."))
    return chosen


def _unfit(channel: Channel, field: Field, sentence: Any) -> Refusal:
    return Refusal(
        format_lazy(sentence, account=sentences.account_of(channel), label=gettext(field.label)),
        field=f"settings-{channel.pk}",
    )
