"""How long something took, in words that are short enough for a table."""

from django.utils.translation import gettext as _

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def lasting(seconds: float) -> str:
    """Return a time in its two largest units: "45 min", "3 h 20 min", "2 d 4 h"; less than a minute is "0 min"."""
    minutes = round(seconds / _MINUTE)
    if minutes < 60:
        return _("%(minutes)s min") % {"minutes": minutes}
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        whole = _("%(hours)s h") % {"hours": hours}
        return whole if not rest else _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}
    days, rest = divmod(round(seconds / _HOUR), 24)
    whole = _("%(days)s d") % {"days": days}
    return whole if not rest else _("%(days)s d %(hours)s h") % {"days": days, "hours": rest}
