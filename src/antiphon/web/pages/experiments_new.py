"""A new experiment: on what is counted here, on a table of one's own, on a list that is divided, or on totals."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from antiphon.channels.models import Channel
from antiphon.experiments.actions.dividing import Named, divide, plan_totals
from antiphon.experiments.actions.planning import Planned, plan
from antiphon.experiments.models import Experiment, ExperimentKind
from antiphon.experiments.queries.series import series_names
from antiphon.experiments.rules.holdout import LEAST_PEOPLE, Counts
from antiphon.experiments.sentences import series_label
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.publishing.queries.subscribing import newsletters
from antiphon.web.access import SeeOther, member_page
from antiphon.web.pages.experiments import channel_names
from antiphon.web.partial import show
from antiphon.web.refusals import RefusalsAt
from antiphon.web.text_files import text_of

_SERIES_KINDS = [one for one in ExperimentKind.choices if one[0] != ExperimentKind.HOLDOUT]
_DAY = {"type": "date"}


class NamedForm(forms.Form):
    """What every test has: a name, the question, its days."""

    name = forms.CharField(
        label=gettext_lazy("name"), max_length=120, help_text=gettext_lazy("As “Posts at seven in the morning”.")
    )
    question = forms.CharField(
        label=gettext_lazy("what you want to know"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Write down now what you expect; afterwards everybody knew it."),
    )
    begins = forms.DateField(label=gettext_lazy("first day"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    ends = forms.DateField(label=gettext_lazy("last day"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member

    @property
    def named(self) -> dict[str, Any]:
        """The fields that every test has."""
        return {name: self.cleaned_data[name] for name in ("name", "question", "begins", "ends")}


class SeriesForm(NamedForm):
    """A test on what is counted here."""

    kind = forms.ChoiceField(label=gettext_lazy("how it is compared"), choices=_SERIES_KINDS)
    treated = forms.MultipleChoiceField(
        label=gettext_lazy("what it is meant to change"),
        help_text=gettext_lazy("Several are added up; for the difference in differences each is a unit."),
    )
    controls = forms.MultipleChoiceField(
        label=gettext_lazy("what it is compared with"),
        required=False,
        help_text=gettext_lazy("What moves together with it and cannot be touched by the test."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channels = channel_names(self.member)
        choices = [(name, series_label(name, channels)) for name in series_names(self.member.brand)]
        for place in ("treated", "controls"):
            self.fields[place].choices = choices  # type: ignore[attr-defined]

    def plan(self) -> Experiment:
        """Plan it."""
        return plan(self.member, Planned(**self.cleaned_data))


class TableForm(NamedForm):
    """A test on a table of numbers by day."""

    kind = forms.ChoiceField(label=gettext_lazy("how it is compared"), choices=ExperimentKind)
    file = forms.FileField(
        label=gettext_lazy("table (.csv)"),
        help_text=gettext_lazy(
            "The first column holds days, as 2026-05-31; each other one is a shop, a region, a line."
        ),
    )
    treated = forms.CharField(
        label=gettext_lazy("columns that were treated"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One a line, as the table names them."),
    )
    controls = forms.CharField(
        label=gettext_lazy("columns it is compared with"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Empty: all others, but for before and after, where it is none."),
    )

    def plan(self) -> Experiment:
        """Plan it."""
        given = self.cleaned_data
        wanted = Planned(
            **self.named,
            kind=given["kind"],
            table=text_of(given["file"]),
            treated=_lines(given["treated"]),
            controls=_lines(given["controls"]),
        )
        return plan(self.member, wanted)


class ListForm(NamedForm):
    """A list that is divided by lot."""

    keys = forms.CharField(
        label=gettext_lazy("who or what is divided"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Mail addresses, customer numbers, regions: one a line."),
    )
    file = forms.FileField(label=gettext_lazy("or a file, one a line"), required=False)
    newsletter = forms.ModelChoiceField(
        label=gettext_lazy("newsletter that leaves them out"),
        required=False,
        queryset=Channel.objects.none(),
        empty_label=gettext_lazy("none: we leave them out ourselves"),
        help_text=gettext_lazy("With a newsletter and no list, its readers are divided."),
    )
    share = forms.IntegerField(
        label=gettext_lazy("how many of a hundred are held out"), initial=20, min_value=1, max_value=90
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [one.pk for one in newsletters(self.member.brand)]
        field = self.fields["newsletter"]
        field.queryset = Channel.objects.filter(pk__in=found).select_related("identity")  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: one.identity.handle  # type: ignore[attr-defined]
        if not found:
            del self.fields["newsletter"]

    def plan(self) -> Experiment:
        """Divide it."""
        keys = [*_lines(self.cleaned_data["keys"]), *_lines(text_of(self.cleaned_data["file"]))]
        share, newsletter = self.cleaned_data["share"] / 100, self.cleaned_data.get("newsletter")
        return divide(self.member, Named(**self.named), keys, share, newsletter)


class TotalsForm(NamedForm):
    """A test that was made elsewhere, of which the totals are known."""

    treated_n = forms.IntegerField(label=gettext_lazy("how many were treated"), min_value=LEAST_PEOPLE)
    treated_did = forms.IntegerField(label=gettext_lazy("of these, how many did it"), min_value=0)
    held_n = forms.IntegerField(label=gettext_lazy("how many were held out"), min_value=LEAST_PEOPLE)
    held_did = forms.IntegerField(label=gettext_lazy("and of these, how many did it"), min_value=0)

    def plan(self) -> Experiment:
        """Keep it."""
        given = self.cleaned_data
        treated = Counts(given["treated_n"], given["treated_did"])
        return plan_totals(self.member, Named(**self.named), treated, Counts(given["held_n"], given["held_did"]))


type AnyForm = SeriesForm | TableForm | ListForm | TotalsForm
#: The ways to plan a test, by their name in the address.
WAYS: Mapping[str, tuple[Promise, Callable[..., AnyForm]]] = {
    "rows": (gettext_lazy("On what is counted here"), SeriesForm),
    "list": (gettext_lazy("Some are held out"), ListForm),
    "table": (gettext_lazy("On a table of yours"), TableForm),
    "totals": (gettext_lazy("On totals"), TotalsForm),
}


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def new_experiment(request: HttpRequest, member: Member) -> HttpResponse:
    """Plan a test, in one of four ways."""
    require(member, Duty.PUBLISH)
    way = request.GET.get("on", "rows")
    way = way if way in WAYS else "rows"
    form = WAYS[way][1](request.POST or None, request.FILES or None, member=member)
    if request.method == "POST" and form.is_valid():
        with RefusalsAt(form):
            return SeeOther(reverse("experiment", args=[member.brand.slug, form.plan().pk]))
    ways = [(name, label, name == way) for name, (label, _made) in WAYS.items()]
    about = {"member": member, "form": form, "way": way, "ways": ways}
    return show(request, "experiments/new.html", about, 422 if form.errors else 200)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


urlpatterns: list[URLPattern] = [path("b/<slug:brand>/experiments/new/", new_experiment, name="new_experiment")]
