"""A practice server that speaks the Bluesky protocol: PDS and AppView at one address."""

from antiphon.practice.bluesky.account import PracticeAccount
from antiphon.practice.bluesky.limits import Limits
from antiphon.practice.bluesky.server import PracticeBluesky

__all__ = ["Limits", "PracticeAccount", "PracticeBluesky"]
