"""The one tree of errors.

::

    AntiphonError
    ├── Refusal                 a person can mend it: its text is shown where the person is
    │   ├── NotAllowed          by asking somebody of another role
    │   └── Conflict            by looking again: things stand differently than they thought
    └── ChannelError            a network said no, or said nothing; `trouble` names the kind
        └── UnknownAfterSend    the request left and no answer came: it may be live

Anything else is a bug and is never caught outside the worker's loop.
"""

from datetime import timedelta
from enum import StrEnum


class AntiphonError(Exception):
    """What all errors of the product descend from."""


class Refusal(AntiphonError):
    """Something a person asked for cannot be done as asked; says what to do next.

    `message` may be a lazy translation: it becomes text in the language of who reads it.
    `field` names the form field it belongs to, or is empty.
    """

    def __init__(self, message: object, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(Refusal):
    """The role of who asks does not carry this."""


class Conflict(Refusal):
    """What was asked for does not go with how things stand by now."""


class Trouble(StrEnum):
    """What kind of trouble a network made. The words are the taxonomy of the delivery log."""

    AUTH = "auth"
    PERMISSION = "permission"
    CONTENT = "content"
    MEDIA = "media"
    LIMIT = "limit"
    DUPLICATE = "duplicate"
    RIGHTS = "rights"
    BEFORE_SEND = "before_send"
    UNKNOWN_AFTER_SEND = "unknown_after_send"


#: Trouble that passes by itself: trying again later makes sense.
PASSING = frozenset({Trouble.LIMIT, Trouble.BEFORE_SEND})


class ChannelError(AntiphonError):
    """A network refused or could not be reached; nothing became visible there.

    `detail` is for the log only and is cut to 500 characters; credentials never enter it.
    `retry_after` is what the network asked for, if it asked.
    """

    def __init__(self, trouble: Trouble, detail: str = "", *, retry_after: timedelta | None = None) -> None:
        super().__init__(f"{trouble}: {detail[:500]}")
        self.trouble = trouble
        self.detail = detail[:500]
        self.retry_after = retry_after

    @property
    def passing(self) -> bool:
        """Whether trying again later makes sense without a person."""
        return self.trouble in PASSING


class UnknownAfterSend(ChannelError):
    """The request left, the answer did not come: the post may be live or not."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(Trouble.UNKNOWN_AFTER_SEND, detail)
