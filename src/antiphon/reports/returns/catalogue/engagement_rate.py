"""How many who saw it did something with it."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from antiphon.measures.rules import mean_engagement_rate, pooled_engagement_rate
from antiphon.reports.returns.measure import Example, Kind, Result, ReturnMeasure, Side
from antiphon.reports.rules.intervals import of_ratio
from antiphon.reports.rules.known import Known, Rows, Sent, ids_of


class EngagementRate(ReturnMeasure):
    """The pooled rate: engagements of all posts by views of all posts."""

    name = "engagement_rate"
    title = _("Engagement rate")
    unit = _("of views, pooled")
    definition = _(
        "Likes, replies, shares, quotes, saves and passing on of all posts of these days, divided by the views of "
        "the same posts: the pooled rate, in which a post that many saw weighs more. Only posts of which both are "
        "told."
    )
    source = _("Σ engagements ÷ Σ views. The mean of the posts’ own rates is another figure, and said beside it.")
    side = Side.CALL
    kind = Kind.ESTIMATE
    hundredths = True
    decimals = 2
    place = 20
    reads = ("sent",)
    example = Example(
        told=_("12 engagements of 600 views, and 20 of 200: 32 ÷ 800. The mean of 2 % and 10 % would be 6 %."),
        known=Known(sent=(Sent(views=600, engagements=12), Sent(views=200, engagements=20), Sent(views=50))),
        value=0.04,
    )

    def of(self, known: Known) -> Result:
        """Return the pooled rate; None where both are told of no post."""
        told = [one for one in known.sent if one.views and one.engagements is not None]
        pairs = [(float(one.engagements or 0), float(one.views or 0)) for one in told]
        rate = pooled_engagement_rate(pairs)
        if rate is None:
            return Result(None, 0, gettext("No network told both views and engagements of a post of these days."))
        said = gettext("Pooled over %(n)d of %(all)d posts; the mean of their own rates is %(mean)s %%.")
        mean = self.format(mean_engagement_rate(pairs) or 0)
        rows = (Rows("reading", ids_of(one.readings for one in told)),)
        words = said % {"n": len(told), "all": len(known.sent), "mean": mean}
        return Result(rate, len(told), words, of_ratio(pairs), rows)
