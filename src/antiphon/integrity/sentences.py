"""Evidence in words. What a detector writes down are plain values under these names."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EVIDENCE: Mapping[str, Promise] = {
    "actor": _("who did it"),
    "account": _("the account"),
    "target": _("to whom"),
    "by": _("by"),
    "accounts": _("accounts in the group"),
    "objects": _("things they did it to"),
    "window": _("seconds apart at most"),
    "share": _("share, in hundredths"),
    "acts": _("acts"),
    "minutes": _("minutes"),
    "words": _("words"),
    "reward": _("what was given"),
    "asked": _("what was asked for"),
    "seconds": _("seconds after it was said"),
    "hours": _("hours of a day"),
    "pause": _("seconds between two acts"),
    "followers": _("followers beyond the usual"),
    "days": _("days"),
    "usual": _("usual on a day"),
    "views": _("looks at posts"),
    "reach": _("accounts reached"),
    "engagements": _("engagements told"),
    "elsewhere": _("done on other channels"),
    "visits": _("visits to your sites"),
    "spend": _("spent on the call"),
}


def told_evidence(evidence: Mapping[str, str]) -> str:
    """Return evidence as one line in the language of who reads."""
    return ", ".join(f"{EVIDENCE.get(name, name)}: {value}" for name, value in evidence.items())
