"""The library and the words of the sample."""

from datetime import timedelta

from antiphon.cli.sample.papers import bind
from antiphon.cli.sample.stage import Stage
from antiphon.cli.sample.story.keepsakes import (
    BOOK_PAGES,
    BOOK_TITLE,
    COSTS_PAGES,
    COSTS_TITLE,
    KEPT_PICTURES,
    SNIPPETS,
    VARIABLES,
)
from antiphon.publishing.actions.cataloging import Described, describe_asset
from antiphon.publishing.actions.keeping import keep_bytes
from antiphon.publishing.actions.wording import keep_snippet, keep_variable
from antiphon.publishing.models import Asset


def keep_documents(stage: Stage) -> tuple[Asset, Asset]:
    """Keep the book and the sheet; return both."""
    book = keep_bytes(stage.anna, bind(BOOK_TITLE, BOOK_PAGES), BOOK_TITLE)
    costs = keep_bytes(stage.anna, bind(COSTS_TITLE, COSTS_PAGES), COSTS_TITLE)
    for asset, title, tags in ((book, BOOK_TITLE, ("book", "pdf")), (costs, COSTS_TITLE, ("sheet", "pdf"))):
        describe_asset(stage.anna, asset, Described(title, tags, "Bottega Lenta", "CC BY-SA 4.0"))
    Asset.objects.filter(pk=book.pk).update(added_at=stage.ago(48))
    Asset.objects.filter(pk=costs.pk).update(added_at=stage.ago(14))
    return book, costs


def describe_pictures(stage: Stage) -> None:
    """Say of the pictures what they are called, how they are found again and on what terms they are used."""
    today = stage.wall(0, 9).date()
    for place, one in enumerate(KEPT_PICTURES):
        asset = stage.picture(one.name)
        until = today + timedelta(days=one.expires) if one.expires is not None else None
        describe_asset(stage.anna, asset, Described(one.title, one.tags, one.holder, one.licence, until))
        Asset.objects.filter(pk=asset.pk).update(added_at=stage.ago(140 - 8 * place))


def keep_words(stage: Stage) -> None:
    """Keep snippets, hashtag groups and what stands for words."""
    for kind, name, text in SNIPPETS:
        keep_snippet(stage.anna, kind, name, text)
    for name, value in VARIABLES:
        keep_variable(stage.anna, name, value)
