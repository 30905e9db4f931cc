"""Moments as programs give them: with their offset from UTC, within what a calendar can tell."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime


def in_utc(moment: datetime) -> datetime:
    """Return a moment in UTC; raise ValueError for one that UTC cannot tell.

    >>> in_utc(datetime.fromisoformat("2029-05-01T20:00:00+02:00")).isoformat()
    '2029-05-01T18:00:00+00:00'
    """
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("beyond the calendar") from error


Moment = Annotated[AwareDatetime, AfterValidator(in_utc)]
