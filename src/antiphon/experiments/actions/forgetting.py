"""Who asked to be forgotten goes from the lists of tests; on which side they stood, and what it counted, stays."""

import secrets
from collections.abc import Mapping
from typing import Any

from antiphon.experiments.models import Experiment, Measurement, Unit
from antiphon.experiments.rules.assignment import tidy
from antiphon.people.models import Identity
from antiphon.publishing.models import Lead, Subscriber


def forget_units(identity: Identity) -> int:
    """Take the names and addresses of an account out of the lists and tables of its brand; return of how many places.

    Lists hold whoever somebody wrote down, tables a column for each: both may be people.
    """
    keys = _names_of(identity)
    found = list(Unit.objects.filter(experiment__brand=identity.brand_id, key__in=keys))
    for one in found:
        one.key = _nobody()
    Unit.objects.bulk_update(found, ["key"])
    return len(found) + sum(_forget_columns(one, keys) for one in Experiment.objects.filter(brand=identity.brand_id))


def _names_of(identity: Identity) -> set[str]:
    names = {identity.stable_id, identity.handle, identity.handle.lstrip("@")}
    if " " in identity.name.strip():  # one word alone is as likely a town
        names.add(identity.name)
    names |= set(Subscriber.objects.filter(identity=identity).values_list("address", flat=True))
    names |= set(Lead.objects.filter(identity=identity).values_list("address", flat=True))
    return {tidy(name) for name in names} - {""}


def _forget_columns(experiment: Experiment, keys: set[str]) -> int:
    named = {*experiment.treated, *experiment.controls, *experiment.table.get("columns", {})}
    renamed = {name: _nobody() for name in named if tidy(name) in keys}
    if renamed:
        _rename(experiment, renamed)
    return len(renamed)


def _rename(experiment: Experiment, renamed: Mapping[str, str]) -> None:
    """Put other names where these stand, and in what was measured: so it can still be measured again."""
    experiment.treated = [renamed.get(name, name) for name in experiment.treated]
    experiment.controls = [renamed.get(name, name) for name in experiment.controls]
    if "columns" in experiment.table:
        experiment.table["columns"] = _renamed(experiment.table["columns"], renamed)
    experiment.save(update_fields=["treated", "controls", "table"])
    for one in experiment.measurements.all():
        content = {
            key: _renamed(value, renamed) if isinstance(value, dict) else value for key, value in one.content.items()
        }
        told = {
            key: renamed.get(value, value) if isinstance(value, str) else value for key, value in one.told.items()
        }
        Measurement.objects.filter(pk=one.pk).update(content=content, told=told)


def _renamed(columns: Mapping[str, Any], renamed: Mapping[str, str]) -> dict[str, Any]:
    return {renamed.get(name, name): value for name, value in columns.items()}


def _nobody() -> str:
    return f"erased:{secrets.token_hex(8)}"
