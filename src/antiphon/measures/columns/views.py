"""The views in the DuckDB file that is taken away: what the pages count, as SQL."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class View:
    """A view: its name, what it shows, and the query."""

    name: str
    definition: Promise
    query: str


VIEWS = (
    View(
        "counted",
        _("The acts that count: nobody set them aside, no machine did them, we not to us. With whose they are."),
        "SELECT i.*, p.person, p.side FROM interactions i JOIN identities p ON p.identity = i.actor "
        "WHERE NOT i.automated AND i.direction <> 'within' "
        "AND i.id NOT IN (SELECT interaction FROM exclusions WHERE undone_at IS NULL)",
    ),
    View(
        "theirs",
        _("What others did that counts; who only leaves, or whose letter bounces, is not among them."),
        "SELECT * FROM counted WHERE side = 'them' AND verb NOT IN ('leave', 'bounce')",
    ),
    View(
        "by_month",
        _("The response month by month: acts, messages, likes, shares, people, conversations."),
        "SELECT date_trunc('month', day)::DATE AS month, count(*) AS interactions, "
        "count(*) FILTER (verb IN ('post', 'reply', 'mention', 'quote', 'direct')) AS messages, "
        "count(*) FILTER (verb = 'like') AS likes, count(*) FILTER (verb = 'share') AS shares, "
        "count(DISTINCT person) AS people, "
        "count(DISTINCT root) FILTER (verb IN ('post', 'reply', 'mention', 'quote', 'direct')) AS conversations "
        "FROM theirs GROUP BY 1 ORDER BY 1",
    ),
    View(
        "told_last",
        _("What each network told last of every message and channel: these numbers hold."),
        'SELECT DISTINCT ON (channel, subject, name) channel, network, subject, name, value, "at" '
        'FROM readings ORDER BY channel, subject, name, "at" DESC, id DESC',
    ),
    View(
        "own_posts",
        _("The brand’s own messages with what networks told last of them and how many replies were heard."),
        "SELECT i.id, i.day, i.network, i.address, "
        "(SELECT max(value) FROM told_last t WHERE t.subject = i.subject AND t.name = 'views') AS views, "
        "(SELECT count(*) FROM theirs r WHERE r.root = i.subject AND r.verb = 'reply') AS replies "
        "FROM interactions i WHERE i.address IS NOT NULL AND i.parent IS NULL ORDER BY i.id",
    ),
    View(
        "visits_by_month",
        _("Visits month by month, by where they came from; `reached` are those that reached a goal."),
        "SELECT date_trunc('month', day)::DATE AS month, source_kind, source, count(*) AS visits, "
        "count(*) FILTER (id IN (SELECT visit FROM goals_reached)) AS reached FROM visits GROUP BY ALL ORDER BY ALL",
    ),
    View(
        "sales_by_month",
        _("What was paid month by month in each currency, and what of it was given back since."),
        "SELECT date_trunc('month', p.day)::DATE AS month, p.currency, count(*) AS purchases, sum(p.amount) AS paid, "
        "coalesce(sum(r.amount), 0) AS given_back FROM purchases p LEFT JOIN (SELECT purchase, currency, "
        "sum(amount) AS amount FROM refunds WHERE called_off_at IS NULL GROUP BY ALL) r "
        "ON r.purchase = p.purchase AND r.currency = p.currency "
        "WHERE p.called_off_at IS NULL GROUP BY ALL ORDER BY ALL",
    ),
)
