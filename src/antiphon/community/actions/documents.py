"""Documents of a group: added, given a new version, described anew, taken away."""

from dataclasses import dataclass
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from antiphon.community.actions.attaching import FileGiven, Kept, plain_file_name, read_file
from antiphon.community.actions.indexing import index_documents
from antiphon.community.actions.noting import note
from antiphon.community.actions.recording import record_act
from antiphon.community.actions.submitting import require_plain
from antiphon.community.actions.writing import Words
from antiphon.community.models import Deed, DocumentVersion, Group, GroupDocument, NameWords, Participant
from antiphon.community.permissions import Viewer, require_unsuspended, require_writer
from antiphon.community.queries.documents import may_add, tends
from antiphon.ledger.rules import Verb
from antiphon.lib import clock, ids
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.people.actions import web_address

LONGEST_TITLE, LONGEST_WORDS, LONGEST_NOTE = 200, 1_000, 300
MOST_DOCUMENTS, MOST_VERSIONS = 1_000, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentGiven:
    """What somebody gives a group: a file or an address, with what it is; `note` says what changed in a version."""

    title: str = ""
    words: str = ""
    url: str = ""
    file: FileGiven | None = None
    note: str = ""


def add_document(viewer: Viewer, group: Group, given: DocumentGiven) -> GroupDocument:
    """Put a file or a link into a group; raise Refusal if it is neither, or no file that is taken."""
    require_writer(viewer, group)
    if not may_add(viewer, group):
        raise NotAllowed(_("Only who is in this group adds documents. Join it first."))
    _check(viewer, group, given)
    kept = _read(given)
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=group.pk)
        if group.documents.standing().count() >= MOST_DOCUMENTS:
            raise Refusal(_("This group keeps 1,000 documents already. Take one away first."), field="file")
        now = clock.now()
        made = GroupDocument.objects.create(
            group=group,
            title=_line(given.title),
            words=given.words.strip(),
            added_by=viewer.participant,
            added_at=now,
            changed_at=now,
        )
        version = _keep(viewer, made, given, kept)
        index_documents([made])
        _note(viewer, version)
    return made


def renew_document(viewer: Viewer, document: GroupDocument, given: DocumentGiven) -> DocumentVersion:
    """Give a document a new version; the ones before stay."""
    _require_tender(viewer, document)
    require_writer(viewer, document.group)
    if len(given.note) > LONGEST_NOTE:
        raise Refusal(_("Say what changed in 300 characters."), field="note")
    if given.note.strip():
        require_plain(viewer, document.group, Words(source=given.note), field="note")
    _check_link(given)
    kept = _read(given)
    with transaction.atomic():
        found = _locked(document)
        if found.number >= MOST_VERSIONS:
            raise Refusal(_("A document has 100 versions at most. Add a new one."), field="file")
        found.number, found.changed_at = found.number + 1, clock.now()
        found.save(update_fields=["number", "changed_at"])
        version = _keep(viewer, found, given, kept)
        _note(viewer, version)
    return version


@transaction.atomic
def describe_document(viewer: Viewer, document: GroupDocument, title: str, words: str) -> None:
    """Say anew what a document is called, and what it is."""
    _require_tender(viewer, document)
    given = DocumentGiven(title=title, words=words)
    _check_words(viewer, document.group, given)
    found = _locked(document)
    found.title, found.words = _line(title), words.strip()
    found.save(update_fields=["title", "words"])
    index_documents([found])


@transaction.atomic
def remove_document(viewer: Viewer, document: GroupDocument, why: str = "") -> None:
    """Take a document away with all its versions: one's own, or, with a reason, as a moderator.

    That it was there stays, with who took it away and why; search finds it no more, and its files are deleted.
    """
    participant = _require_tender(viewer, document)
    own = document.added_by_id == participant.pk
    if not own and not why.strip():
        raise Refusal(_("Say why: everybody in the group can read it."), field="why")
    found = _locked(document)
    found.removed_at, found.removed_by, found.removed_why = clock.now(), participant, why.strip()[:300]
    found.save(update_fields=["removed_at", "removed_by", "removed_why"])
    NameWords.objects.filter(document=found).delete()
    forget_files(found)
    if not own:
        note(participant, Deed.TOOK_AWAY, found.group, why=why, about=found.added_by)


def forget_files(document: GroupDocument) -> None:
    """Let go of what a document held in all its versions; of the files once that is certain."""
    for one in document.versions.exclude(file=""):
        transaction.on_commit(partial(one.file.storage.delete, one.file.name or ""))
    document.versions.update(file="", name="", url="", note="")


def _require_tender(viewer: Viewer, document: GroupDocument) -> Participant:
    participant = require_unsuspended(viewer, document.group)
    if not tends(viewer, document):
        raise NotAllowed(_("Only who added this and the moderators of the group do this."))
    return participant


def _locked(document: GroupDocument) -> GroupDocument:
    found = GroupDocument.objects.select_for_update(of=("self",)).select_related("group", "added_by")
    held = found.get(pk=document.pk)
    if held.removed_at:
        raise Conflict(_("This document was taken away already."))
    return held


def _check(viewer: Viewer, group: Group, given: DocumentGiven) -> None:
    _check_words(viewer, group, given)
    _check_link(given)


def _check_words(viewer: Viewer, group: Group, given: DocumentGiven) -> None:
    if not _line(given.title):
        raise Refusal(_("Say what it is called."), field="title")
    if len(_line(given.title)) > LONGEST_TITLE:
        raise Refusal(_("A title has at most 200 characters."), field="title")
    if len(given.words) > LONGEST_WORDS:
        raise Refusal(_("This is too long. Say it in 1,000 characters."), field="words")
    require_plain(viewer, group, Words(source=f"{given.title}\n{given.words}\n{given.url}"), field="words")


def _check_link(given: DocumentGiven) -> None:
    if bool(given.url.strip()) == (given.file is not None):
        raise Refusal(_("Choose a file, or give an address."), field="file")
    if given.url.strip() and not web_address(given.url.strip()):
        raise Refusal(_("This is no address of a page. It begins with https://."), field="url")


def _line(typed: str) -> str:
    return " ".join(typed.split())


def _read(given: DocumentGiven) -> Kept | None:
    return read_file(given.file) if given.file else None


def _keep(viewer: Viewer, document: GroupDocument, given: DocumentGiven, kept: Kept | None) -> DocumentVersion:
    made = DocumentVersion(
        document=document,
        number=document.number,
        url=given.url.strip(),
        note=given.note.strip(),
        by=viewer.participant,
        at=clock.now(),
    )
    if kept is not None and given.file is not None:
        made.name, made.media_type, made.bytes = plain_file_name(given.file.name), kept.media_type, len(kept.data)
        made.width, made.height, made.pages = kept.width, kept.height, kept.pages
        made.file.save(f"{ids.new_secret()}.{kept.suffix}", ContentFile(kept.data), save=False)
    made.save()
    return made


def _note(viewer: Viewer, version: DocumentVersion) -> None:
    own = viewer.participant
    ours = viewer.community.channel.identity
    record_act(
        viewer.community,
        own.identity if own else None,
        Verb.ADD,
        target=ours,
        subject=ours.stable_id,
        source=f"community:document:{version.pk}",
    )
