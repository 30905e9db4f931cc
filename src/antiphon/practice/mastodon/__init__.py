"""A practice server that speaks the Mastodon client protocol."""

from antiphon.practice.mastodon.account import PracticeAccount
from antiphon.practice.mastodon.limits import Limits
from antiphon.practice.mastodon.server import PracticeMastodon

__all__ = ["Limits", "PracticeAccount", "PracticeMastodon"]
