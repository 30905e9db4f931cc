"""A practice push service, with browsers that read what it carries."""

from antiphon.practice.push.browser import PracticeBrowser
from antiphon.practice.push.server import PracticePush

__all__ = ["PracticeBrowser", "PracticePush"]
