"""The form of a series: typed in simple parts, read as the action takes it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from antiphon.channels.models import Channel
from antiphon.lib.recurrence import DAYS, Every, Recurrence, parts_of, rule_of
from antiphon.organizations.models import Brand
from antiphon.publishing.actions.recurring import SeriesGiven
from antiphon.publishing.drafts import Draft
from antiphon.publishing.models import Campaign, Category, Content, Series
from antiphon.publishing.queries.drafts import draft_of_content
from antiphon.web.fields import ChannelsField, WallTimeField
from antiphon.web.wording import WEEKDAYS

EVERY = [(Every.DAY, _("days")), (Every.WEEK, _("weeks")), (Every.MONTH, _("months")), (Every.YEAR, _("years"))]
KINDS = [
    ("content", _("the same words each time")),
    ("category", _("the posts of a category in turn (evergreen)")),
]


class SeriesForm(forms.Form):
    """What is said again, where, how often and until when.

    Words stand as they are typed; what they were written with (pictures, a card, a poll) is that of `before`.
    """

    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("What is said again"), choices=KINDS, widget=forms.RadioSelect)
    text = forms.CharField(label=_("Text"), required=False, widget=forms.Textarea({"rows": 5}), strip=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    category = forms.ModelChoiceField(Category.objects.none(), label=_("Category"), required=False)
    cool_down_days = forms.IntegerField(
        label=_("Days of rest"), help_text=_("So long a content is not said again."), min_value=0, max_value=3650
    )
    most_cycles = forms.IntegerField(
        label=_("Times each is said again at most"), required=False, min_value=1, max_value=10_000
    )
    channels = ChannelsField(Channel.objects.none(), label=_("Channels"), required=False)
    interval = forms.IntegerField(label=_("Every"), min_value=1, max_value=999)
    every = forms.ChoiceField(label=_("Unit"), choices=EVERY)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On these days of the week"),
        help_text=_("For weeks; without one it is the day of the first time."),
        choices=list(enumerate(WEEKDAYS)),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    first = WallTimeField(label=_("First time"))
    ends_on = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    count = forms.IntegerField(label=_("How many times"), required=False, min_value=1, max_value=10_000)
    campaign = forms.ModelChoiceField(Campaign.objects.none(), label=_("Campaign"), required=False)
    as_draft = forms.BooleanField(label=_("Each time as a draft that somebody sends"), required=False)

    def __init__(self, brand: Brand, *args: Any, before: Content | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.brand, self.before = brand, before
        channels = brand.channels.connected().select_related("identity").order_by("pk")
        self._offer("channels", channels)
        self._offer("category", brand.categories.order_by("name"))
        self._offer("campaign", brand.campaigns.filter(closed_at=None).order_by("name"))

    def given(self) -> SeriesGiven:
        """Return the series as the action takes it; call it only once the form is valid."""
        typed = self.cleaned_data
        evergreen = typed["kind"] == "category"
        return SeriesGiven(
            name=typed["name"],
            recurrence=self._recurrence(),
            channels=list(typed["channels"]),
            draft=None if evergreen else self._draft(),
            category=typed["category"] if evergreen else None,
            campaign=typed["campaign"],
            as_draft=typed["as_draft"],
            cool_down_days=typed["cool_down_days"],
            most_cycles=typed["most_cycles"],
        )

    def _recurrence(self) -> Recurrence:
        typed = self.cleaned_data
        rule = rule_of(Every(typed["every"]), typed["interval"], typed["weekdays"])
        return Recurrence(rule, typed["first"], typed["ends_on"], typed["count"])

    def _draft(self) -> Draft:
        typed = self.cleaned_data
        text, channels = typed["text"].replace("\r\n", "\n"), list(typed["channels"])
        if self.before is None:
            return Draft(text, channels, typed["language"])
        return replace(draft_of_content(self.before, channels), text=text, language=typed["language"])

    def _offer(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]


def typed_before(series: Series) -> dict[str, Any]:
    """Return a series as its form shows it. A rule that the form cannot show is shown as its nearest."""
    parts = parts_of(series.rule)
    return {
        "name": series.name,
        "kind": "category" if series.is_evergreen else "content",
        "text": series.content.text if series.content else "",
        "language": series.content.language if series.content else series.brand.language,
        "category": series.category_id,
        "cool_down_days": series.cool_down_days,
        "most_cycles": series.most_cycles,
        "channels": list(series.channels.values_list("pk", flat=True)),
        "interval": int(parts.get("INTERVAL", "1")),
        "every": parts["FREQ"],
        "weekdays": [DAYS.index(day) for day in parts.get("BYDAY", "").split(",") if day in DAYS],
        "first": datetime.fromisoformat(series.first_wall),
        "ends_on": series.ends_on,
        "count": series.count,
        "campaign": series.campaign_id,
        "as_draft": series.as_draft,
    }
