"""What narrows the list of people: name, network, group, who keeps in touch, last contact; and its order."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from antiphon.community.models import Community, Group
from antiphon.community.permissions import Viewer
from antiphon.community.queries.groups import groups_found, memberships_seen
from antiphon.community.queries.participants import viewer_of
from antiphon.organizations.models import Member
from antiphon.people.models import Identity, Side
from antiphon.relationships.queries import Order, Sought
from antiphon.web.templatetags.shell import network_name

_ORDERS = [
    (Order.SEEN, _("last seen first")),
    (Order.SPOKE, _("last spoken with first")),
    (Order.SILENT, _("longest silent first")),
    (Order.NAME, _("by name")),
    (Order.NEW, _("newest first")),
]
_TOUCH = [
    ("", _("anybody")),
    ("kept", _("somebody keeps in touch")),
    ("mine", _("I keep in touch")),
    ("nobody", _("nobody keeps in touch")),
]
_CONTACT = [
    ("", _("at any time")),
    ("month", _("within 30 days")),
    ("quarter", _("within 90 days")),
    ("longer", _("more than 90 days ago")),
    ("never", _("never")),
]


class PeopleForm(forms.Form):
    """Whom one looks for; what is no choice counts as not chosen."""

    q = forms.CharField(label=_("Name or handle"), required=False, max_length=200)
    on = forms.ChoiceField(label=_("Network"), required=False)
    group = forms.ChoiceField(label=_("Group"), required=False)
    touch = forms.ChoiceField(label=_("In touch"), required=False, choices=_TOUCH)
    contact = forms.ChoiceField(label=_("Last spoken"), required=False, choices=_CONTACT)
    order = forms.ChoiceField(label=_("Order"), required=False, choices=_ORDERS)

    def __init__(self, member: Member, asked: Mapping[str, Any]) -> None:
        super().__init__(asked)
        self._member = member
        names = Identity.objects.filter(brand=member.brand, side=Side.THEM).values_list("network", flat=True)
        known = sorted(set(names.distinct().order_by()))
        self._field("on").choices = [("", _("any")), *((name, network_name(name)) for name in known)]
        groups = self._groups_to_choose()
        self._groups = {str(one.pk): one for one in groups}
        self._field("group").choices = [("", _("any")), *((key, one.name) for key, one in self._groups.items())]
        if not self._groups:
            del self.fields["group"]
        self.full_clean()

    def sought(self, after: int) -> Sought:
        """Return who is looked for."""
        chosen = self._chosen
        return Sought(
            search=chosen.get("q", ""),
            network=chosen.get("on", ""),
            touch=chosen.get("touch", ""),
            mine=self._member,
            contact=chosen.get("contact", ""),
            among=self._among(chosen.get("group", "")),
            order=Order(chosen.get("order") or Order.SEEN),
            after=after,
        )

    @property
    def narrowed(self) -> str:
        """What was chosen, as it stands in an address; empty where nothing was."""
        return urlencode(self._chosen)

    @property
    def filters(self) -> list[forms.BoundField]:
        """The fields below the search."""
        return [self[name] for name in self.fields if name != "q"]

    @property
    def _chosen(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value}

    @cached_property
    def _viewer(self) -> Viewer | None:
        brand = self._member.brand
        community = Community.objects.select_related("brand", "channel__identity").filter(brand=brand).first()
        return viewer_of(community, self._member.user) if community else None

    def _groups_to_choose(self) -> QuerySet[Group]:
        """Return the groups that one finds; everybody is on the square, so it narrows nothing."""
        if self._viewer is None:
            return Group.objects.none()
        square = self._viewer.community.square_id or 0
        return groups_found(self._viewer).exclude(pk=square).order_by("name")

    def _among(self, group: str) -> Any:
        if not group or self._viewer is None:
            return None
        return memberships_seen(self._viewer, self._groups[group]).values("participant__identity")

    def _field(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
        return field
