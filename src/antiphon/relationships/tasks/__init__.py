"""Look now: who is due, which birthdays came, and is the standing with anybody other than it was reckoned?"""

from .birthdays import keep_all_birthdays, keep_birthdays
from .reminding import remind_stewards, stop_forgotten_timers
from .standing import keep_standing

__all__ = ["keep_all_birthdays", "keep_birthdays", "keep_standing", "remind_stewards", "stop_forgotten_timers"]
