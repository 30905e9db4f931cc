"""A new experiment: what is tried, when, and what it is compared with."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from antiphon.experiments.actions.planning import Planned, plan
from antiphon.experiments.models import ExperimentKind
from antiphon.experiments.queries.series import series_names
from antiphon.experiments.sentences import series_label
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.web.access import SeeOther, member_page
from antiphon.web.pages.experiments import channel_names
from antiphon.web.partial import show
from antiphon.web.refusals import RefusalsAt

_KINDS = [one for one in ExperimentKind.choices if one[0] != ExperimentKind.HOLDOUT]


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
    begins = forms.DateField(
        label=gettext_lazy("first day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends = forms.DateField(
        label=gettext_lazy("last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class SeriesForm(NamedForm):
    """A test on what is counted here."""

    kind = forms.ChoiceField(label=gettext_lazy("how it is compared"), choices=_KINDS)
    treated = forms.MultipleChoiceField(
        label=gettext_lazy("what it is meant to change"),
        help_text=gettext_lazy("Several are added up; for the difference in differences each is a unit."),
    )
    controls = forms.MultipleChoiceField(
        label=gettext_lazy("what it is compared with"),
        required=False,
        help_text=gettext_lazy("What moves together with it and cannot be touched by the test."),
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channels = channel_names(member)
        choices = [(name, series_label(name, channels)) for name in series_names(member.brand)]
        for place in ("treated", "controls"):
            self.fields[place].choices = choices  # type: ignore[attr-defined]

    @property
    def has_series(self) -> bool:
        """Whether anything is counted yet."""
        return bool(self.fields["treated"].choices)  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def new_experiment(request: HttpRequest, member: Member) -> HttpResponse:
    """Plan a test."""
    require(member, Duty.PUBLISH)
    form = SeriesForm(request.POST or None, member=member)
    if request.method == "POST" and form.is_valid():
        with RefusalsAt(form):
            made = plan(member, Planned(**form.cleaned_data))
            return SeeOther(reverse("experiment", args=[member.brand.slug, made.pk]))
    about = {"member": member, "form": form}
    return show(request, "experiments/new.html", about, 422 if form.errors else 200)


urlpatterns: list[URLPattern] = [path("b/<slug:brand>/experiments/new/", new_experiment, name="new_experiment")]
