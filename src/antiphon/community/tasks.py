"""Looks at what is due in communities and hands it to an action."""

from collections.abc import Callable

from antiphon.community.actions.adopting import adopt, adopt_lately
from antiphon.community.actions.asking import close_due
from antiphon.community.actions.fanning_out import fan_out
from antiphon.community.actions.forgetting import forget_empty_talks
from antiphon.community.actions.handing_on import hand_on_left_over
from antiphon.community.actions.indexing import index_missing
from antiphon.community.actions.mailing import mail_due
from antiphon.community.actions.presenting import verify_next_link
from antiphon.community.actions.pushing import push_due
from antiphon.community.actions.reminding import remind_due, remind_of_events
from antiphon.community.actions.sessions import count_votes_again
from antiphon.community.actions.signing_up import forget_old_sign_ups
from antiphon.community.actions.starting import lay_out_starters, tell_of_turns
from antiphon.community.actions.trusting import count_trust
from antiphon.community.actions.welcoming import hand_out_welcomes, tell_of_welcomes

#: What is done every few seconds, each by itself: tell the many who follow, give what was said or left over its
#: place, remind of sessions and events, count votes that were set aside no more, let search read, hand out welcomes,
#: tell whose turn it is. One that fails keeps none of the others from it.
STEPS: tuple[Callable[[], int], ...] = (
    fan_out,
    adopt_lately,
    hand_on_left_over,
    remind_due,
    remind_of_events,
    close_due,
    count_votes_again,
    index_missing,
    hand_out_welcomes,
    tell_of_welcomes,
    tell_of_turns,
)


def tend_communities() -> int:
    """Take each step once, and tell all who are still to be told; return how much changed."""
    done = sum(step() for step in STEPS)
    while told := fan_out():
        done += told
    return done


def adopt_all() -> int:
    """Give what the brands ever said its place; return how many conversations changed."""
    done = 0
    while changed := adopt():
        done += changed
    return done


def verify_links(most: int = 5) -> int:
    """Look whether pages of participants link back, `most` at a time; return how many were looked at."""
    return sum(1 for _link in range(most) if verify_next_link())


def lay_out_ahead() -> int:
    """Lay out the days of rituals ahead; return how many were new."""
    return lay_out_starters()


def tidy_the_door() -> int:
    """Forget who signed up and never proved their address, and talks that nobody can read; return how many."""
    return forget_old_sign_ups() + forget_empty_talks()


def mail_notifications() -> int:
    """Mail participants what they have not read and what is due; return how many people it was for."""
    return mail_due()


def push_notifications() -> int:
    """Push to devices what is due; return how many people it was for."""
    return push_due()


def count_trust_anew() -> int:
    """Count the trust of all who were not counted for a day; return how many they were."""
    done = 0
    while counted := count_trust():
        done += counted
    return done
