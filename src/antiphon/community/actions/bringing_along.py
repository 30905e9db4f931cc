"""A community that lived elsewhere comes along: who said what when, answering what. Safe to run again."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from antiphon.channels.connector import Act, Profile, Reference, Said
from antiphon.community.actions.confining import confine, confine_all
from antiphon.community.actions.following import tag
from antiphon.community.actions.indexing import index_messages, index_participants, index_topics
from antiphon.community.actions.joining import NETWORK
from antiphon.community.actions.recording import record_act
from antiphon.community.models import Group, GroupMember, Kind, Origin, Participant, Topic, Writing
from antiphon.community.permissions import Viewer, require_host
from antiphon.community.queries.naming import names_in
from antiphon.community.queries.origins import address_from, messages_at, participants_from
from antiphon.community.queries.participants import participation
from antiphon.community.rules.brought import (
    LONGEST,
    Author,
    Brought,
    Entry,
    Row,
    digest,
    hashtags_of,
    name_of,
    parents_first,
    title_of,
)
from antiphon.community.rules.handles import free_handle, is_handle, plain_name
from antiphon.conversations.actions import receive, tell_who_waits
from antiphon.conversations.models import Conversation, Message
from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed
from antiphon.lib.markdown import read_markdown
from antiphon.lib.readable import readable, settled_html
from antiphon.organizations.models import User
from antiphon.people.actions import meet

#: So many messages stand or fall together; the worker writes in between.
BATCH = 200


def bring_along(
    viewer: Viewer,
    group: Group,
    rows: Iterable[Row],
    source: str,
    *,
    known: Mapping[str, Participant] | None = None,
    size: int = BATCH,
) -> Iterator[Brought]:
    """Write what came from elsewhere into a group, a batch at a time; yield what came so far after each.

    `source` names the place that it comes from: the same message of the same place comes only once, whenever and
    however often this is run. `known` are authors who take part already, by their keys. Who is new becomes a
    participant without a user, whom a person may claim. At the end the calls to answer are worked out.
    """
    require_host(viewer)
    if group.brand_id != viewer.brand.pk:
        raise NotAllowed(_("There is no such group."))
    coming = _Coming(viewer, group, source, dict(known or {}))
    ordered = parents_first(rows)
    while batch := list(itertools.islice(ordered, size)):
        coming.write(batch)
        yield coming.brought
    coming.settle()
    confine_all(group)


@transaction.atomic
def hand_over(viewer: Viewer, participant: Participant, user: User) -> None:
    """Let somebody have the place of a participant who was brought along: the host knows that it is them."""
    require_host(viewer)
    if participation(viewer.community, user):
        raise Conflict(_("You take part already, or your question waits for a host."))
    free = Participant.objects.taking_part().filter(brand=viewer.brand, pk=participant.pk, user=None)
    if not free.filter(origins__isnull=False).exists():
        raise Conflict(_("Nobody can claim this place: it was not brought along, or somebody has it."))
    Participant.objects.filter(pk=participant.pk).update(user=user)


class _Coming:
    """One run: what is known of it between its batches."""

    def __init__(self, viewer: Viewer, group: Group, source: str, known: dict[str, Participant]) -> None:
        self._community, self._group, self._source = viewer.community, group, source
        self._who = {digest(source, key): participant for key, participant in known.items()}
        self._touched: set[int] = set()
        self._belonged = set(GroupMember.objects.filter(group=group).values_list("participant", flat=True))
        self._accepted: dict[str, int] = {}
        self.brought = Brought()

    @transaction.atomic
    def write(self, batch: list[Row]) -> None:
        """Write a batch: all of it, or nothing."""
        entries = self.brought.sound(batch, clock.now())
        self._recognize(entries)
        keys = {key for one in entries for key in (one.key, one.answers) if key}
        here = messages_at(self._community, [self._address(key) for key in keys])
        known = {message.pk for message in here.values()}
        for entry in entries:
            self._place(entry, here)
        _let_be_found([message for message in here.values() if message.pk not in known])
        self.brought.rows += len(batch)

    def settle(self) -> None:
        """Work out once for each conversation how many answered, when last, and who waits for whom."""
        last = None
        for some in itertools.batched(sorted(self._touched), BATCH):
            with transaction.atomic():
                found = Conversation.objects.filter(pk__in=some).annotate(said=Count("messages"))
                settled = Q(refresh_due_at=None, said=F("topic__replies") + 1)
                for conversation in found.exclude(settled).select_related("topic"):
                    _settle(conversation)
                    last = max(last or conversation.last_at, conversation.last_at)
        if last:
            Group.objects.filter(pk=self._group.pk, last_at__lt=last).update(last_at=last)

    def _address(self, key: str) -> str:
        return address_from(self._community, self._source, key)

    def _recognize(self, entries: Iterable[Entry]) -> None:
        keys = {digest(self._source, one.author.key) for one in entries} - set(self._who)
        self._who |= participants_from(self._community, keys)

    def _place(self, entry: Entry, here: dict[str, Message]) -> None:
        """Write one message where it belongs, unless it is here."""
        found = here.get(self._address(entry.key))
        if found is not None:
            self.brought.here += 1
        elif entry.answers and self._address(entry.answers) not in here:
            self.brought.blame(entry.place, "what it answers is not here")
            return
        else:
            found = here[self._address(entry.key)] = self._say(entry, here.get(self._address(entry.answers)))
            self._count(entry, found)
        self._touched.add(found.conversation_id)
        if entry.accepted and not entry.answers:
            self._accepted[entry.accepted] = found.conversation_id

    def _say(self, entry: Entry, answered: Message | None) -> Message:
        source, html = self._words(entry)
        author = self._author(entry)
        self._belong(author, entry)
        address = self._address(entry.key)
        said = Said(
            act=Act.REPLY if answered else Act.POST,
            reference=Reference(uri=address, id=name_of(self._source, entry.key), url=address),
            actor=_profile(author),
            at=entry.at,
            text="",
            html=html,
            language=entry.language or self._group.language,
            parent_uri=answered.uri if answered else "",
            root_uri=answered.conversation.root_uri if answered else address,
        )
        message = receive(self._community.channel, said, one_of_many=True)
        if message is None:  # another run wrote it this moment
            raise Conflict(_("Somebody else brings the same along just now. Let one of both end first."))
        Writing.objects.create(message=message, author=author, source=source, html=html, warning=entry.warning)
        if answered is None:
            self._open(entry, message, author)
        return message

    def _open(self, entry: Entry, message: Message, author: Participant) -> None:
        topic = Topic.objects.create(
            brand=self._community.brand,
            group=self._group,
            conversation=message.conversation,
            title=title_of(entry, message.text),
            kind=Kind(entry.kind),
            opened_by=author,
            opened_at=entry.at,
            last_at=entry.at,
        )
        confine(topic)

    def _count(self, entry: Entry, message: Message) -> None:
        self.brought.topics += not entry.answers
        self.brought.replies += bool(entry.answers)
        if self._accepted.get(entry.key) == message.conversation_id:
            Topic.objects.filter(conversation=message.conversation_id).update(answer=message)
            self.brought.answers += 1

    def _words(self, entry: Entry) -> tuple[str, str]:
        """Return the source and the HTML of a message, its tags below it as hashtags."""
        tags = " ".join(f"#{tag}" for tag in hashtags_of(entry.tags))
        text = entry.text.strip()
        if not entry.html:
            source = f"{text}\n\n{tags}".strip()
            return source, read_markdown(source, names_in(self._community, "")).html
        below = read_markdown(tags, names_in(self._community, "")).html if tags else ""
        html = settled_html(entry.html) + below
        return f"{text or readable(entry.html)}\n\n{tags}".strip()[:LONGEST], html

    def _author(self, entry: Entry) -> Participant:
        key = digest(self._source, entry.author.key)
        if key not in self._who:
            self._who[key] = self._introduce(entry, key)
            self.brought.people += 1
        return self._who[key]

    def _introduce(self, entry: Entry, key: str) -> Participant:
        """Let somebody in who has no account here: not mailed, and there since the day of their first words."""
        author, community = entry.author, self._community
        name = author.name or _("Somebody")
        participant = Participant(brand=community.brand, name=name, asked_at=entry.at, admitted_at=entry.at)
        participant.handle = self._handle(author)
        participant.words, participant.mailed = author.words, False
        address = f"{community.channel.identity.stable_id}/members/{participant.handle}/"
        participant.identity = meet(
            community.brand,
            network=NETWORK,
            stable_id=address,
            at=entry.at,
            handle=f"@{participant.handle}",
            name=name,
            url=address,
        )
        participant.save()
        Origin.objects.create(brand=community.brand, participant=participant, key=key)
        subject = community.channel.identity.stable_id
        self._note_joining(participant, entry.at, subject, f"community:joined:{participant.pk}")
        return participant

    def _belong(self, author: Participant, entry: Entry) -> None:
        """Who wrote in the group belongs to it since then, unless they were there before or have left."""
        if author.pk in self._belonged:
            return
        self._belonged.add(author.pk)
        group, at = self._group, entry.at
        GroupMember.objects.create(group=group, participant=author, asked_at=at, joined_at=at)
        subject = f"{self._community.channel.identity.stable_id}/groups/{group.slug}/"
        self._note_joining(author, at, subject, f"community:group:{group.pk}:{author.pk}:brought")

    def _handle(self, author: Author) -> str:
        wanted = author.handle.strip().lower()
        plain = plain_name(author.handle or author.name, 33) or "guest"
        taken = Participant.objects.filter(brand=self._community.brand)
        names = set(taken.filter(handle__startswith=plain).values_list("handle", flat=True))
        if is_handle(wanted) and not taken.filter(handle=wanted).exists():
            return wanted
        return free_handle(author.handle or author.name, names)

    def _note_joining(self, who: Participant, at: datetime, subject: str, source: str) -> None:
        record_act(
            self._community,
            who.identity,
            Verb.JOIN,
            target=self._community.channel.identity,
            subject=subject,
            source=source,
            at=at,
            inferred=True,
        )


def _profile(author: Participant) -> Profile:
    identity = author.identity
    if identity is None:
        raise NotAllowed(_("Join the community first."))
    return Profile(identity.stable_id, identity.handle, identity.name, identity.url, identity.avatar_url)


def _let_be_found(said: list[Message]) -> None:
    index_messages([message.pk for message in said])
    index_topics(Topic.objects.filter(conversation__in={message.conversation_id for message in said}))
    index_participants(Participant.objects.filter(writings__message__in=said).distinct())
    for message in said:
        if "#" in message.writing.source:
            tag(message, read_markdown(message.writing.source).tags)


def _settle(conversation: Conversation) -> None:
    tell_who_waits(conversation)
    Conversation.objects.filter(pk=conversation.pk).update(refresh_due_at=None)  # all of it is here
    replies = conversation.messages.count() - 1
    Topic.objects.filter(conversation=conversation).update(replies=replies, last_at=conversation.last_at)
