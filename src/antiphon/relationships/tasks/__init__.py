"""Look now: who is due, and is the standing with anybody other than it was reckoned?"""

from .reminding import remind_stewards, stop_forgotten_timers
from .standing import keep_standing

__all__ = ["keep_standing", "remind_stewards", "stop_forgotten_timers"]
