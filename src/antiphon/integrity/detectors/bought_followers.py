"""Followers that came all at once, while nothing rose that would have brought them."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_noop

from antiphon.integrity.detector import Attended, Level, ReadingDetector, Rise
from antiphon.integrity.rules.surges import found_surges


class BoughtFollowers(ReadingDetector):
    """Sets aside followers in numbers that neither reach nor talk nor money explains."""

    name = "bought_followers"
    version = "1"
    title = gettext_noop("Followers without reach")
    reason = gettext_noop("Far more followers than ever come, while nothing rose that would have brought them.")
    how = gettext_noop(
        "Within two weeks at most, fifty followers or more and a twentieth of all before came beyond the usual, "
        "on days that each brought three times what 95 of 100 days bring, and eight spreads more than the median "
        "of eight weeks; and from three days before to one after, nothing was twice the usual: not looks at "
        "posts, not what people did here or on your other channels, not visits to your sites, not money spent on "
        "the call. Looks explain only as many followers as there were more of them. Where a number only comes "
        "back to where it was, where two weeks passed without a reading, and where no attention was ever known, "
        "nothing is said. Whoever leaves within 120 days after is taken to be one of those who came."
    )
    reading = "followers"

    def judge(self, levels: Sequence[Level], attended: Attended) -> Iterable[Rise]:
        """Return the surges that nothing explains."""
        return found_surges(levels, attended)
