"""What a data folder needs before a command can work in it: a database up to date, and a place to write to."""

import sys
from typing import TYPE_CHECKING

from antiphon.lib.errors import Refusal

if TYPE_CHECKING:
    from antiphon.community.models import Community
    from antiphon.community.permissions import Viewer
    from antiphon.organizations.models import Member, User


def bring_up_to_date() -> None:
    """Make the tables of the database, or change them as this version needs them; say so if that takes time."""
    from django.core.management import call_command  # slow, and most starts have nothing to prepare

    if unprepared():
        print("Bringing the database up to date …", file=sys.stderr, flush=True)
        call_command("migrate", verbosity=0, fake=_laid_tables())


def _laid_tables() -> bool:
    """Make all tables of an empty database as they stand now; return False if it holds any already.

    Migrations come to the same, but draw up all models anew for each table they make: that takes a minute.
    """
    from django.apps import apps
    from django.db import connection, router

    if connection.introspection.table_names():
        return False
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if router.allow_migrate_model(connection.alias, model):
                editor.create_model(model)
    return True


def unprepared() -> bool:
    """Whether tables are missing, or not as this version needs them."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def make_place(slug: str, group: str, mail: str) -> "User | None":
    """Make what is not there yet of a brand, its community and a group; return its owner if the account is new.

    What is there stays as it is. Raise Refusal if the brand is there, and who has this mail address does not own it.
    """
    from antiphon.community.actions.grouping import GroupGiven, found_group
    from antiphon.community.models import Group

    owner, new = _owner(slug, mail)
    community = _community(owner)
    if not Group.objects.filter(brand=owner.brand, slug=group).exists():
        name = group.replace("-", " ").capitalize()
        purpose = f"{name}: brought along from elsewhere, and carried on here."
        made = found_group(_taking_part(community, owner), GroupGiven(name=name, purpose=purpose))
        if made.slug != group:
            raise Refusal(f"A group cannot be called {group!r} in addresses. Use small letters, digits and hyphens.")
    return new


def _owner(slug: str, mail: str) -> "tuple[Member, User | None]":
    from django.conf import settings

    from antiphon.channels.actions import connect
    from antiphon.organizations.actions import found_organization, make_user
    from antiphon.organizations.models import Brand, Member, Role

    found = Member.objects.select_related("brand", "user").filter(brand__slug=slug, role=Role.OWNER, left_at=None)
    owner = found.filter(user__email=mail.lower()).first()
    if owner is not None:
        return owner, None
    if Brand.objects.filter(slug=slug).exists():
        raise Refusal(f"{mail} is not an owner of the brand {slug!r}.")
    user, is_new = make_user(mail, mail.partition("@")[0].capitalize())
    name = slug.replace("-", " ").capitalize()
    brand = found_organization(
        organization=name, brand=name, slug=slug, time_zone="UTC", language=user.language, owner=user
    )
    connect(brand.members.get(), "site", {"address": f"{settings.PUBLIC_URL}/@{slug}"})
    return found.get(user=user), user if is_new else None


def _community(owner: "Member") -> "Community":
    from antiphon.community.actions.opening import open_community
    from antiphon.community.models import Joining
    from antiphon.community.queries.participants import community_of

    return community_of(owner.brand.slug) or open_community(owner, Joining.REQUEST)


def _taking_part(community: "Community", owner: "Member") -> "Viewer":
    from antiphon.community.actions.joining import Said, join
    from antiphon.community.queries.participants import viewer_of

    viewer = viewer_of(community, owner.user)
    if not viewer.takes_part:
        join(community, owner.user, Said(name=owner.user.name))
        viewer = viewer_of(community, owner.user)
    return viewer
