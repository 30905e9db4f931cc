"""Links: short ones on the brand's own domain, what is done to those of posts, and how they are followed."""

from datetime import timedelta
from itertools import pairwise
from urllib.parse import urlsplit

from crawlerdetect import CrawlerDetect
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import Resolver404, URLPattern, path, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from antiphon.lib import clock
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows, require
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.linking import follow, make_link, set_link_rule
from antiphon.publishing.models import Campaign, LinkRule, ShortLink
from antiphon.publishing.queries.linking import clicks_by_day, link_address, link_rule, links_page
from antiphon.publishing.rules.links import with_parameters
from antiphon.visits.queries.sites import site_on
from antiphon.web.access import SeeOther, member_page
from antiphon.web.paging import number_in
from antiphon.web.refusals import RefusalsAt
from antiphon.web.senders import open_to_all
from antiphon.web.spreadsheet import csv_answer

PAGE = 50
LOOK_BACK = timedelta(days=90)


class LinkForm(forms.Form):
    """A short link made by hand."""

    url = forms.CharField(label=_("Where it leads"), max_length=2000, widget=forms.URLInput())
    label = forms.CharField(label=_("Name"), max_length=120, required=False)
    campaign = forms.ModelChoiceField(Campaign.objects.none(), label=_("Campaign"), required=False)

    def __init__(self, member: Member, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["campaign"].queryset = member.brand.campaigns.order_by("name")  # type: ignore[attr-defined]


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is done to the links of posts."""

    class Meta:
        model = LinkRule
        fields = ("shorten", "parameters", "hosts")
        widgets = {
            "parameters": forms.Textarea({"rows": 4, "spellcheck": "false"}),
            "hosts": forms.Textarea({"rows": 3, "spellcheck": "false"}),
        }
        help_texts = {
            "parameters": _("One a line, such as utm_source={network}. Known are {network}, {campaign} and {post}."),
            "hosts": _("One a line, such as shop.example. Empty: every site."),
        }


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def links(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the links and how often they are followed; make one."""
    form = LinkForm(member, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsAt(form):
            link = make_link(member, **form.cleaned_data)
            return SeeOther(reverse("link", args=[member.brand.slug, link.pk]))
    return _listed(request, member, form, RuleForm(instance=link_rule(member.brand)))


@require_POST
@member_page
def link_rules(request: HttpRequest, member: Member) -> HttpResponse:
    """Say what is done to the links of posts from now on."""
    form = RuleForm(request.POST, instance=link_rule(member.brand))
    if form.is_valid():
        with RefusalsAt(form):
            set_link_rule(member, **{name: form.cleaned_data[name] for name in ("shorten", "hosts", "parameters")})
            messages.success(request, _("From now on the links of posts go out like this."))
            return SeeOther(reverse("links", args=[member.brand.slug]))
    return _listed(request, member, LinkForm(member), form)


@require_safe
@member_page
def link(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show one link: how it was followed day by day, and from where."""
    require(member, Duty.SEE)
    links = ShortLink.objects.select_related("campaign", "sharer__user", "post__content", "delivery__post__content")
    found = get_object_or_404(links.select_related("delivery__channel__identity"), brand=member.brand, pk=pk)
    days = clicks_by_day([found], timezone.localtime(clock.now()) - LOOK_BACK)
    most = max((count for _day, count in days), default=0)
    people = found.clicks.filter(automated=False)
    about = {
        "member": member,
        "link": found,
        "address": link_address(found),
        "days": days,
        "most": most,
        "bars": _bars([count for _day, count in days], most),
        "people": people.count(),
        "machines": found.clicks.filter(automated=True).count(),
        "clicks": people.order_by("-at", "-pk")[:PAGE],
    }
    return render(request, "links/link.html", about)


@require_safe
@member_page
def link_csv(request: HttpRequest, member: Member, pk: int) -> HttpResponse:  # noqa: ARG001
    """Give every time that a link was followed, machines included and named so."""
    require(member, Duty.SEE)
    found = get_object_or_404(ShortLink, brand=member.brand, pk=pk)
    rows = found.clicks.order_by("at").values_list("at", "referrer", "automated")
    told = ((at.isoformat(), *rest) for at, *rest in rows)
    return csv_answer(f"link-{found.code}", ("at", "referrer", "automated"), told)


@open_to_all
@never_cache
@require_safe
def follow_link(request: HttpRequest, code: str) -> HttpResponse:
    """Lead on to where a short link goes, and count it."""
    found = ShortLink.objects.filter(code=code).first()
    if found is None:
        raise Http404
    if request.method == "GET":
        follow(found, automated=_is_machine(request), referrer=request.headers.get("Referer", ""))
    answer = HttpResponseRedirect(_where_to(found))
    answer["Referrer-Policy"] = "no-referrer-when-downgrade"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _where_to(link: ShortLink) -> str:
    """Return where a link leads; a landing page of ours, or a site that is counted, is told by which one."""
    told = _is_landing(link.url) or site_on(link.brand_id, urlsplit(link.url).hostname or "") is not None
    return with_parameters(link.url, [("by", link.code)]) if told else link.url


def _is_landing(url: str) -> bool:
    if not url.startswith(f"{settings.PUBLIC_URL}/"):
        return False
    try:
        return resolve(urlsplit(url).path).url_name == "landing"
    except Resolver404:
        return False


def _is_machine(request: HttpRequest) -> bool:
    """Whether a crawler, a preview or a prefetch asks; who does not say who they are is one.

    Cardyb makes Bluesky's previews and is not on the library's list.
    """
    agent = request.headers.get("User-Agent", "")
    ahead = {request.headers.get("Sec-Purpose", ""), request.headers.get("Purpose", "")} & {"prefetch", "preview"}
    return bool(not agent or ahead or "Cardyb" in agent or CrawlerDetect().isCrawler(agent))


def _bars(counts: list[int], most: int) -> list[tuple[int, float]]:
    """Return place and height of a bar for each day, in a drawing of 100 in height."""
    edges = pairwise(range(len(counts) + 1))
    return [(left, 100 * count / most if most else 0) for (left, _right), count in zip(edges, counts, strict=True)]


def _listed(request: HttpRequest, member: Member, form: forms.Form, rule: RuleForm) -> HttpResponse:
    require(member, Duty.SEE)
    number = max(1, number_in(request.GET.get("page", "1")))
    rows = links_page(member.brand, limit=PAGE + 1, offset=(number - 1) * PAGE)
    about = {
        "member": member,
        "form": form,
        "rule": rule,
        "links": [(one, link_address(one)) for one in rows[:PAGE]],
        "more": len(rows) > PAGE,
        "number": number,
        "may_write": allows(member, Duty.WRITE),
        "may_rule": allows(member, Duty.PUBLISH),
    }
    return render(request, "links/index.html", about, status=422 if form.errors or rule.errors else 200)


urlpatterns: list[URLPattern] = [
    path("l/<str:code>", follow_link, name="follow_link"),
    path("b/<slug:brand>/links/", links, name="links"),
    path("b/<slug:brand>/links/rule/", link_rules, name="link_rules"),
    path("b/<slug:brand>/links/<int:pk>/", link, name="link"),
    path("b/<slug:brand>/links/<int:pk>.csv", link_csv, name="link_csv"),
]
