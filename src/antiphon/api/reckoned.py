"""What a program is told while a worker reckons what it asked for."""

from datetime import datetime

from antiphon.api.answers import Accepted, Json
from antiphon.reports.answers.told import Told


class ReckoningJson(Json, frozen=True, kw_only=True):
    """It is being reckoned since `asked_at`; ask again in some seconds. `failed_at` is when that went wrong last."""

    state: str
    asked_at: datetime
    failed_at: datetime | None


def reckoning(told: Told[object]) -> Accepted[ReckoningJson]:
    """Answer that something is being reckoned."""
    answer = Accepted(ReckoningJson(state="reckoning", asked_at=told.as_of, failed_at=told.failed_at))
    answer["Retry-After"] = "2"
    return answer
