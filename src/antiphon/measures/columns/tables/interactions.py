"""Who did what to what: the ledger."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import SAID
from antiphon.measures.columns.table import Column, Kind, Row, Scene, Table
from antiphon.organizations.models import Brand


class Interactions(Table):
    """One line for each act."""

    name = "interactions"
    definition = _("What somebody did to something, one line an act. A line is added and never changed.")
    place = 10
    columns = (
        Column("id", Kind.WHOLE, _("Number of the line in the ledger; it grows.")),
        Column("at", Kind.MOMENT, _("When it happened, in UTC.")),
        Column("recorded_at", Kind.MOMENT, _("When it was heard of, in UTC.")),
        Column("day", Kind.DAY, _("The day on which it happened, on the clock of the brand.")),
        Column("verb", Kind.TEXT, _("What was done: reply, like, share, …; the page of verbs lists them.")),
        Column("direction", Kind.TEXT, _("in: they to us; out: we to them; between: among them; within: among us.")),
        Column("actor", Kind.WHOLE, _("Which account did it: see identities.")),
        Column("target", Kind.WHOLE, _("To which account it was done."), empty=True),
        Column("channel", Kind.WHOLE, _("On which channel: see channels. Empty: elsewhere."), empty=True),
        Column("network", Kind.TEXT, _("The kind of that channel, as mastodon."), empty=True),
        Column("subject", Kind.WHOLE, _("The message it made or was done to, or the account.")),
        Column("parent", Kind.WHOLE, _("The message that it answers."), empty=True),
        Column("root", Kind.WHOLE, _("The message that opened the conversation."), empty=True),
        Column("words", Kind.WHOLE, _("How many words were said; 0 for an act without words.")),
        Column("automated", Kind.FLAG, _("Whether the account says of itself that it is a machine. Not counted.")),
        Column("inferred", Kind.FLAG, _("Whether the moment or the target was concluded, not told.")),
        Column("address", Kind.TEXT, _("Where the message is read, if it is the brand’s own."), empty=True),
    )  # fmt: skip
    fields = (
        "pk",
        "at",
        "recorded_at",
        "verb",
        "direction",
        "actor_id",
        "target_id",
        "channel_id",
        "channel__kind",
        "channel__identity_id",
        "subject",
        "parent",
        "root",
        "words",
        "automated",
        "inferred",
    )

    def rows(self, brand: Brand) -> QuerySet[Any, Any]:
        """Return the brand's lines."""
        return Interaction.objects.filter(brand=brand)

    def line(self, row: Row, scene: Scene) -> Row:
        """Return the line with numbers in place of accounts and addresses."""
        pk, at, heard, verb, direction, actor, target, channel, kind, own, subject, parent, root, *rest = row
        number = scene.pseudonyms.of
        address = subject if actor == own and verb in SAID else None
        who = (number("account", actor), number("account", target))
        what = tuple(number("address", one) for one in (subject, parent, root))
        return (pk, at, heard, scene.day(at), verb, direction, *who, channel, kind, *what, *rest, address)
