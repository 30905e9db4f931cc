"""What a participant is told, in a sentence, and where it leads: on the page, by mail, to programs."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from antiphon.community.models import AskIdeaState, Notification, Visibility
from antiphon.community.models import NotificationKind as Kind
from antiphon.community.queries.notices import Bundle
from antiphon.organizations.models import Brand

_LONGEST = 160


def sentence_of(bundle: Bundle, brand: Brand) -> str:
    """Return what happened, in the reader's language."""
    row, people = bundle.latest, bundle.people
    given = {"who": _together(people), "title": _title(row), "why": _why(row), "brand": brand.name}
    if row.kind == Kind.TOPIC:
        return _opened(bundle, given)
    if row.kind == Kind.ADMITTED:
        told = _("You are in the group %(title)s now.") if row.group else _("You are in. Welcome to %(brand)s.")
        return told % given
    return _words(row, len(people)) % given


def excerpt_of(bundle: Bundle) -> str:
    """Return the beginning of the words behind what stands alone; nothing where readers are to be warned."""
    row = bundle.latest
    if row.message is None or len(bundle.rows) > 1 or row.kind == Kind.TAKEN:
        return ""
    writing = getattr(row.message, "writing", None)
    if writing is not None and (writing.warning or writing.removed_at):
        return ""
    text = " ".join(row.message.text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


def pushed_words(bundle: Bundle, brand: Brand, *, says: bool) -> str:
    """Return what a device shows, where others may look on: what it is about only if wanted, and of a private or
    hidden group no more than its name; what the hosts decide is read on the page.
    """
    row = bundle.latest
    if not says or row.kind in {Kind.TAKEN, Kind.DECISION}:
        return _("Something is new for you.")
    group = row.message.conversation.topic.group if row.message is not None else row.group
    if group is None and row.kind not in {Kind.MESSAGE, Kind.ADMITTED}:
        return _("Something is new for you.")
    if group is not None and group.visibility != Visibility.PUBLIC:
        return _("News in %(group)s") % {"group": group.name}
    return sentence_of(bundle, brand)


def path_of(bundle: Bundle, brand: Brand) -> str:
    """Return the path of the page where it stands: of more than one message, that of the first."""
    row, first = bundle.latest, bundle.rows[-1]
    if row.kind == Kind.TOPIC and len(bundle.rows) > 1 and row.message is not None:
        return reverse("group", args=[brand.slug, row.message.conversation.topic.group.slug])
    if first.message is not None:
        return reverse("community_message", args=[brand.slug, first.message.network_id])
    if row.group is not None and not row.path:
        return reverse("group", args=[brand.slug, row.group.slug])
    return row.path or reverse("community", args=[brand.slug])


def _words(row: Notification, n: int) -> str:
    """Return the sentence of a kind, with names left open, for so many people."""
    match row.kind:
        case Kind.ANSWERED:
            return _("Your question “%(title)s” has an answer")
        case Kind.CHOSEN:
            return _("%(who)s chose your reply in “%(title)s” as the answer")
        case Kind.TAKEN:
            return _("A moderator took away what you wrote in “%(title)s”: %(why)s")
    return _words_of_ask(row) or _words_of_people(row.kind, n)


def _words_of_ask(row: Notification) -> str:
    match row.kind:
        case Kind.IDEA:
            return _words_of_idea(row.detail.partition(" ")[0])
        case Kind.THANKED:
            return _("You said, we did: “%(title)s” thanks you")
        case Kind.OUTCOME:
            return _("You said, we did: what came of “%(title)s”")
        case Kind.CLOSED:
            return _("“%(title)s” is closed")
    return ""


def _why(row: Notification) -> str:
    """Return the reason; of an idea it stands behind the state that it came to."""
    return row.detail.partition(" ")[2] if row.kind == Kind.IDEA else row.detail


def _words_of_idea(state: str) -> str:
    match state:
        case AskIdeaState.PLANNED:
            return _("Your idea in “%(title)s” is planned")
        case AskIdeaState.DONE:
            return _("Your idea in “%(title)s” is done")
        case AskIdeaState.DECLINED:
            return _("Your idea in “%(title)s” was declined: %(why)s")
        case AskIdeaState.MERGED:
            return _("Your idea in “%(title)s” was merged into another one")
    return _("Your idea in “%(title)s” is open again")


def _words_of_people(kind: str, n: int) -> str:
    match kind:
        case Kind.REPLY:
            return ngettext("%(who)s answered you in “%(title)s”", "%(who)s answered you in “%(title)s”", n)
        case Kind.MENTION:
            return ngettext("%(who)s named you in “%(title)s”", "%(who)s named you in “%(title)s”", n)
        case Kind.FOLLOWED:
            return ngettext("%(who)s answered in “%(title)s”", "%(who)s answered in “%(title)s”", n)
        case Kind.THANKS:
            return ngettext("%(who)s thanked you in “%(title)s”", "%(who)s thanked you in “%(title)s”", n)
        case Kind.MESSAGE:
            return ngettext("%(who)s wrote to you", "%(who)s wrote to you", n)
        case Kind.INVITED:
            return _("%(who)s invites you into the group “%(title)s”")
        case Kind.ASKED:
            return ngettext("%(who)s asks you: %(title)s", "%(who)s ask you: %(title)s", n)
    return "%(title)s"


def _opened(bundle: Bundle, given: dict[str, str]) -> str:
    message, n = bundle.latest.message, len(bundle.rows)
    group = message.conversation.topic.group.name if message is not None else ""
    if n == 1:
        return _("%(who)s opened “%(title)s” in %(group)s") % (given | {"group": group})
    return ngettext("%(n)s new topic in %(group)s", "%(n)s new topics in %(group)s", n) % {"n": n, "group": group}


def _title(row: Notification) -> str:
    if row.message is not None:
        topic = row.message.conversation.topic
        own = row.kind == Kind.TAKEN and not row.message.parent_uri
        return (own and topic.taken_title) or topic.title
    return row.title or (row.group.name if row.group else "")


def _together(people: tuple[str, ...]) -> str:
    if not people:
        return _("Somebody")
    if len(people) == 1:
        return people[0]
    if len(people) == 2:
        return _("%(one)s and %(other)s") % {"one": people[0], "other": people[1]}
    others = len(people) - 1
    return ngettext("%(one)s and %(n)s other", "%(one)s and %(n)s others", others) % {"one": people[0], "n": others}
