"""YouTube's categories: the number of each, and its name."""

from antiphon.lib.words import gettext_noop

CATEGORIES = (
    ("22", gettext_noop("People & blogs")),
    ("1", gettext_noop("Film & animation")),
    ("2", gettext_noop("Autos & vehicles")),
    ("10", gettext_noop("Music")),
    ("15", gettext_noop("Pets & animals")),
    ("17", gettext_noop("Sports")),
    ("19", gettext_noop("Travel & events")),
    ("20", gettext_noop("Gaming")),
    ("23", gettext_noop("Comedy")),
    ("24", gettext_noop("Entertainment")),
    ("25", gettext_noop("News & politics")),
    ("26", gettext_noop("How to & style")),
    ("27", gettext_noop("Education")),
    ("28", gettext_noop("Science & technology")),
    ("29", gettext_noop("Nonprofits & activism")),
)
