"""What is set aside and taken back: the only place that writes exclusions."""

from .forgetting import forget_erased
from .judging import run_detectors
from .ruling import BY_HAND, set_aside_again, set_aside_by_hand, take_back
from .second_looks import answer_second_look, ask_second_look
from .surging import Said, rule_on_surge

__all__ = [
    "BY_HAND",
    "Said",
    "answer_second_look",
    "ask_second_look",
    "forget_erased",
    "rule_on_surge",
    "run_detectors",
    "set_aside_again",
    "set_aside_by_hand",
    "take_back",
]
