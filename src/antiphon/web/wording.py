"""Words that more than one page says."""

from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

#: The parts of the list of posts.
PART_NAMES = {
    "all": _("All"),
    "planned": _("Planned"),
    "stuck": _("Needs you"),
    "live": _("Live"),
    "drafts": _("Drafts"),
}

#: The days of the week, Monday first.
WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
#: Why a series could not plan everything.
SERIES_TROUBLES = {
    "no_channel": _("None of its channels is connected any more. Connect one, or change the series."),
    "not_allowed": _("Who made it may no longer publish for the brand. Change the series to take it over."),
    "refused": _("What it says does not fit its channels. Change its words or its channels."),
    "resting": _("Some of its times are still empty."),
}
#: What the plan is narrowed down to.
PLAN_STATES = {
    "draft": _("Drafts"),
    "in_review": _("In review"),
    "scheduled": _("Planned"),
    "live": _("Live"),
    "stuck": _("Needs you"),
}
#: How much of the plan is seen at once.
VIEW_NAMES = {"month": _("Month"), "week": _("Week"), "day": _("Day"), "list": _("List")}


#: What the brand has to show.
KIND_NAMES = {"pictures": _("Pictures"), "videos": _("Videos"), "documents": _("Documents")}


def time_was_skipped(asked: datetime, used: datetime) -> str:
    """Return the sentence for a wall time that does not exist on the day the clocks go forward."""
    words = gettext("The clocks go forward that day and skip %(asked)s, so it goes out at %(used)s.")
    return words % {"asked": f"{asked:%H:%M}", "used": f"{used:%H:%M}"}


#: What a column of an address book holds.
COLUMN_WORDS = {
    "name": _("Name"),
    "given": _("First name"),
    "family": _("Last name"),
    "mails": _("Mail"),
    "phones": _("Telephone"),
    "organization": _("Organization"),
    "role": _("Role"),
    "urls": _("Website"),
    "birthday": _("Birthday"),
    "note": _("Note"),
    "account": _("Account on Mastodon"),
    "since": _("Known since"),
}
#: Why an entry of an address book cannot be taken.
IMPORT_FAULTS = {
    "empty": _("It has neither a name nor an address."),
    "end": _("The card has no end."),
    "letters": _("Its letters cannot be read. Choose what the file is written in."),
    "columns": _("It has more cells than the table has columns."),
}

#: Why an address book on a server could not be looked at.
BOOK_TROUBLES = {
    "auth": _("The server lets us in no more: give it another password."),
    "forbidden": _("The server does not let this user read the address book."),
    "gone": _("The address book is not there any more."),
    "elsewhere": _("The server sends us on to another one, which we did not follow. Connect that one."),
    "unreachable": _("The server does not answer."),
    "private": _("The address leads into a private network, and ANTIPHON_PRIVATE_HOSTS does not name it."),
    "too_large": _("The server sends more than fits."),
    "no_book": _("There is no address book at this address any more."),
    "refused": _("The server refuses what address books are asked for."),
    "seal": _("The password cannot be opened: the key file is another one. Give it again."),
}
