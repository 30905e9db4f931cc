"""Fields of forms that Django does not have."""

from datetime import datetime
from typing import TYPE_CHECKING

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from antiphon.channels.models import Channel
from antiphon.channels.sentences import network_name
from antiphon.people.models import Person

if TYPE_CHECKING:
    _Channel = forms.ModelChoiceField[Channel]
    _Channels = forms.ModelMultipleChoiceField[Channel]
else:
    _Channel = forms.ModelChoiceField
    _Channels = forms.ModelMultipleChoiceField


class WallTimeField(forms.Field):
    """A day and an hour on the clock of the wall: naive, to the minute; also one that the clocks skip."""

    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: object) -> datetime | None:
        """Return the wall time that was typed."""
        if value in self.empty_values:
            return None
        try:
            return datetime.fromisoformat(str(value)).replace(tzinfo=None, second=0, microsecond=0)
        except ValueError:
            raise forms.ValidationError(_("Give a day and an hour.")) from None


class OneChannelField(_Channel):
    """Which channel, told by network and account."""

    def label_from_instance(self, obj: Channel) -> str:
        """Return what people call a channel."""
        return f"{network_name(obj.kind)} · {obj.identity.handle}"


class ChannelsField(_Channels):
    """Which channels, told by network and account."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Channel) -> str:
        """Return what people call a channel."""
        return f"{network_name(obj.kind)} · {obj.identity.handle}"


class PersonField(forms.CharField):
    """Somebody by their name in the book of people; the form says of which brand."""

    people: QuerySet[Person]

    def clean(self, value: str | None) -> Person | None:
        """Return the person of that name; refuse a name that nobody has, or that several have."""
        name = super().clean(value)
        if not name:
            return None
        found = list(self.people.filter(merged_into=None, name__iexact=name)[:2])
        if len(found) != 1:
            raise forms.ValidationError(
                _("Several people have this name. Join them first, or leave it empty.")
                if found
                else _("Nobody in the book of people has this name.")
            )
        return found[0]
