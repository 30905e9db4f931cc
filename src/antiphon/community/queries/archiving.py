"""What somebody takes along: what they said of themselves and wrote, as JSON for programs and Markdown to read."""

import json
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from antiphon.community.models import (
    AskIdea,
    Attendance,
    Ballot,
    Bookmark,
    Community,
    Flag,
    Follow,
    GroupMember,
    HeldWriting,
    IdeaVote,
    Invitation,
    Participant,
    Position,
    Sanction,
    Sketch,
    TalkMessage,
    Topic,
    Welcome,
    Writing,
)
from antiphon.community.permissions import Viewer
from antiphon.community.queries.archived_files import own_files
from antiphon.community.queries.asks import asks_read
from antiphon.community.queries.documents import documents_read
from antiphon.community.queries.events import events_read
from antiphon.community.queries.groups import groups_found
from antiphon.community.queries.inviting import token_of
from antiphon.community.queries.participants import viewer_of
from antiphon.community.queries.topics import topics_read
from antiphon.organizations.models import Brand, User


def own_parts(brand: Brand, user: User) -> QuerySet[Participant]:
    """Return what a user is and was in a community: a row for each time they came, the latest first."""
    return Participant.objects.filter(brand=brand, user=user, erased_at=None).order_by("-pk")


def write_archive(brand: Brand, user: User, out: BinaryIO) -> None:
    """Write everything that somebody has in a community into a file: a zip of JSON, Markdown and the picture."""
    parts = list(own_parts(brand, user).select_related("identity").prefetch_related("interests", "links"))
    viewer = viewer_of(Community.objects.select_related("brand").get(brand=brand), user)
    groups = dict(groups_found(viewer).values_list("pk", "name"))
    writings = list(_writings(viewer, parts))
    contents: dict[str, Any] = {
        "account.json": {"mail": user.email, "name": user.name, "language": user.language},
        "profile.json": [_profile(part) for part in parts],
        "writings.json": writings,
        "groups.json": list(_groups(parts, groups)),
        "bookmarks.json": list(_bookmarks(parts)),
        "reading.json": list(_reading(viewer, parts)),
        "follows.json": list(_follows(parts)),
        "talks.json": list(_talks(parts)),
        "moderation.json": _moderation(parts, groups),
        "events.json": list(_events(viewer, parts)),
        "welcomes.json": list(_welcomes(parts)),
        "documents.json": list(_documents(viewer, parts)),
        "asks.json": list(_asks(viewer, parts)),
        "drafts.json": list(_drafts(parts)),
        "invitations.json": [_invitation(one, groups) for one in _invitations(parts)],
    }
    files = list(own_files(viewer, parts))
    contents["files.json"] = [one.told for one in files]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("README.md", _read_me(brand))
        for name, content in contents.items():
            packed.writestr(name, json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
        packed.writestr("writings.md", "\n\n".join(_as_markdown(one) for one in writings))
        for part in parts:
            if part.picture:
                with part.picture.open("rb") as picture:
                    packed.writestr(f"picture-{part.handle}.jpg", picture.read())
        for one in files:
            one.write_into(packed)


def _profile(part: Participant) -> dict[str, Any]:
    names = ("handle", "name", "words", "languages", "seen_by", "searchable", "mailed", "reason", "asked_at")
    told = {name: getattr(part, name) for name in (*names, "admitted_at", "left_at")}
    return told | {
        "address": part.identity.url if part.identity else "",
        "interests": [one.name for one in part.interests.all()],
        "links": [{"address": one.url, "verified_at": one.verified_at} for one in part.links.all()],
        "brought_by": part.brought_by.name if part.brought_by else "",
    }


def _writings(viewer: Viewer, parts: list[Participant]) -> Iterator[dict[str, Any]]:
    """Own words all; where they stand only if it may still be read, or the title is their own."""
    mine = Writing.objects.filter(author__in=parts).select_related("message").order_by("message__sent_at", "pk")
    rows = list(mine.prefetch_related("revisions"))
    talks = {one.message.conversation_id for one in rows}
    topics = {
        one.conversation_id: one for one in Topic.objects.filter(conversation__in=talks).select_related("group")
    }
    read = set(topics_read(viewer).filter(conversation__in=talks).values_list("conversation", flat=True))
    for one in rows:
        topic = topics.get(one.message.conversation_id)
        there = one.message.conversation_id in read
        yield {
            "at": one.message.sent_at,
            "edited_at": one.edited_at,
            "taken_away_at": one.removed_at,
            "address": one.message.url,
            "answers": one.message.parent_uri,
            "group": topic.group.name if topic and there else "",
            "topic": _title(topic, one, there=there) if topic else "",
            "warning": one.warning,
            "source": one.source,
            "before": [
                {"until": old.until, "source": old.source, "warning": old.warning} for old in one.revisions.all()
            ],
        }


def _title(topic: Topic, one: Writing, *, there: bool) -> str:
    if not one.message.parent_uri and topic.opened_by_id == one.author_id:
        return topic.taken_title or topic.title
    return topic.title if there else ""


def _groups(parts: list[Participant], names: Mapping[int, str]) -> Iterator[dict[str, Any]]:
    for one in GroupMember.objects.filter(participant__in=parts).order_by("asked_at"):
        times = {"asked_at": one.asked_at, "joined_at": one.joined_at, "left_at": one.left_at}
        yield {"group": names.get(one.group_id, ""), "role": one.role, **times}


def _bookmarks(parts: list[Participant]) -> Iterator[dict[str, Any]]:
    for one in Bookmark.objects.filter(participant__in=parts).select_related("message").order_by("at"):
        yield {"at": one.at, "address": one.message.url}


def _reading(viewer: Viewer, parts: list[Participant]) -> Iterator[dict[str, Any]]:
    mine = Position.objects.filter(participant__in=parts, topic__in=topics_read(viewer).values("pk"))
    for one in mine.select_related("topic").order_by("at"):
        yield {"at": one.at, "topic": one.topic.title}


def _follows(parts: list[Participant]) -> Iterator[dict[str, Any]]:
    mine = Follow.objects.filter(participant__in=parts).select_related("followed", "hashtag").order_by("since")
    for one in mine:
        yield {"since": one.since, "whom": one.followed.name if one.followed else f"{one.hashtag}"}


def _documents(viewer: Viewer, parts: list[Participant]) -> Iterator[dict[str, Any]]:
    """What they gave to groups, where they may still read it."""
    mine = documents_read(viewer).filter(added_by__in=parts).select_related("group").order_by("added_at")
    for one in mine:
        yield {"title": one.title, "words": one.words, "added_at": one.added_at, "group": one.group.name}


def _events(viewer: Viewer, parts: list[Participant]) -> Iterator[dict[str, Any]]:
    """What they answered; which event it was only where they may still see it."""
    mine = Attendance.objects.filter(participant__in=parts).select_related("event__topic").order_by("answered_at")
    seen = set(events_read(viewer).filter(attendances__participant__in=parts).values_list("pk", flat=True))
    for one in mine:
        told = {"answer": one.answer, "answered_at": one.answered_at, "starts_at": one.event.starts_at}
        yield told | {"event": one.event.topic.title if one.event_id in seen else ""}


def _talks(parts: list[Participant]) -> Iterator[dict[str, Any]]:
    """What they said in talks, and to whom; what others said there is theirs."""
    mine = TalkMessage.objects.filter(author__in=parts).order_by("pk").prefetch_related("talk__members__participant")
    for one in mine:
        others = sorted({seat.participant.name for seat in one.talk.members.all() if seat.participant not in parts})
        yield {"at": one.at, "with": others, "source": one.source}


def _drafts(parts: list[Participant]) -> Iterator[dict[str, Any]]:
    """What they began to write and have not sent."""
    for one in Sketch.objects.unsent().filter(participant__in=parts).order_by("saved_at"):
        yield {"at": one.saved_at, "title": one.title, "source": one.source, "warning": one.warning, **one.rest}


def _asks(viewer: Viewer, parts: list[Participant]) -> Iterator[dict[str, Any]]:
    """Return what they gave to asks: ideas, votes, orders; which ask it was only where they may still see it."""
    seen = dict(asks_read(viewer).values_list("pk", "topic__title"))
    for idea in AskIdea.objects.filter(author__in=parts).order_by("pk"):
        yield {"at": idea.at, "gave": "idea", "ask": seen.get(idea.ask_id, ""), "what": idea.title}
    for vote in IdeaVote.objects.filter(participant__in=parts).select_related("idea").order_by("pk"):
        title = vote.idea.title if vote.idea.ask_id in seen else ""
        yield {"at": vote.at, "gave": "vote", "ask": seen.get(vote.idea.ask_id, ""), "what": title}
    for ballot in Ballot.objects.filter(participant__in=parts).order_by("pk"):
        yield {"at": ballot.at, "gave": "order", "ask": seen.get(ballot.ask_id, ""), "what": ballot.order}


def _moderation(parts: list[Participant], names: Mapping[int, str]) -> dict[str, Any]:
    decided, held = list(_sanctions(parts, names)), list(_held(parts, names))
    return {"decided": decided, "held": held, "flagged": list(_flags(parts))}


def _sanctions(parts: list[Participant], names: Mapping[int, str]) -> Iterator[dict[str, Any]]:
    for one in Sanction.objects.filter(participant__in=parts).select_related("appeal").order_by("at"):
        told = {name: getattr(one, name) for name in ("kind", "rule", "why", "at", "until", "lifted_at")}
        appeal = getattr(one, "appeal", None)
        asked = {"appeal": appeal.words, "answer": appeal.answer} if appeal else {}
        yield told | {"group": names.get(one.group_id or 0, "")} | asked


def _held(parts: list[Participant], groups: Mapping[int, str]) -> Iterator[dict[str, Any]]:
    for one in HeldWriting.objects.filter(author__in=parts, message=None).order_by("at"):
        names = ("title", "source", "warning", "at", "why_not")
        yield {name: getattr(one, name) for name in names} | {"group": groups.get(one.group_id, "")}


def _welcomes(parts: list[Participant]) -> Iterator[dict[str, Any]]:
    """How they were welcomed, and by whom."""
    mine = Welcome.objects.filter(newcomer__in=parts, settled_at__isnull=False).select_related("step", "settled_by")
    for one in mine.order_by("settled_at"):
        yield {"at": one.settled_at, "step": one.step.words, "by": one.settled_by.name if one.settled_by else ""}


def _flags(parts: list[Participant]) -> Iterator[dict[str, Any]]:
    for one in Flag.objects.filter(by__in=parts).select_related("case").order_by("at"):
        yield {"kind": one.kind, "words": one.words, "at": one.at, "answer": one.case.answer}


def _invitations(parts: list[Participant]) -> QuerySet[Invitation]:
    return Invitation.objects.filter(by__in=parts).prefetch_related("brought").order_by("pk")


def _invitation(one: Invitation, groups: Mapping[int, str]) -> dict[str, Any]:
    names = ("target", "note", "uses_at_most", "used", "reward", "made_at", "ends_at", "revoked_at")
    told = {name: getattr(one, name) for name in names}
    came = [friend.name for friend in one.brought.all()]
    return told | {"token": token_of(one), "group": groups.get(one.group_id or 0, ""), "brought": came}


def _as_markdown(one: dict[str, Any]) -> str:
    head = f"## {one['at']:%Y-%m-%d %H:%M} · {one['group']} · {one['topic']}"
    return "\n\n".join(part for part in (head, one["address"], one["source"]) if part)


def _read_me(brand: Brand) -> str:
    lines = [
        "# " + _("What you have in the community of %(brand)s") % {"brand": brand.name},
        _("writings.md holds everything that you wrote, in Markdown, the oldest first; writings.json the same for "
          "programs, with how each stood before."),
        _("profile.json, groups.json, bookmarks.json, reading.json, follows.json, talks.json, events.json, "
          "welcomes.json, documents.json, asks.json and invitations.json hold what their names say; "
          "account.json is how you sign in, without your password."),
        _("The folder files holds the pictures, videos and documents that you gave, as they are shown; files.json "
          "says what each is and where it belongs. drafts.json holds what you began to write and did not send."),
        _("moderation.json holds what was decided about you, your words that were not let through, your flags."),
        _("Moments are in UTC."),
    ]  # fmt: skip
    return "\n\n".join(lines) + "\n"
