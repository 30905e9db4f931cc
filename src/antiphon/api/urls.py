"""The addresses under /api/v1/."""

from antiphon.api import (
    applications,
    assets,
    brands,
    calendar,
    campaigns,
    channels,
    comments,
    community,
    community_finding,
    conversations,
    deliveries,
    figures,
    flows,
    ideas,
    landing,
    links,
    newsletter,
    notifications,
    over_time,
    people,
    plans,
    posts,
    queue,
    reports,
    review_links,
    reviews,
    series,
    status,
    versions,
    words,
)
from antiphon.api.access import Token
from antiphon.api.answers import Renderer
from antiphon.api.bodies import BodyParser
from antiphon.api.description import Api
from antiphon.api.errors import tell_errors

api = Api(
    title="Antiphon",
    version="1",
    description="Whatever the pages can do, for programs. Moments are in UTC; sentences in the reader’s language.",
    urls_namespace="api",
    auth=Token(),
    renderer=Renderer(),
    parser=BodyParser(),
    docs_url=None,
)
tell_errors(api)
for noun in (
    brands,
    calendar,
    queue,
    series,
    campaigns,
    ideas,
    words,
    plans,
    channels,
    applications,
    posts,
    assets,
    reviews,
    comments,
    versions,
    review_links,
    flows,
    deliveries,
    conversations,
    community,
    community_finding,
    notifications,
    people,
    figures,
    over_time,
    reports,
    links,
    landing,
    newsletter,
    status,
):
    api.add_router("", noun.router)
