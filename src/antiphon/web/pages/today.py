"""The day of the brand."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path

from antiphon.organizations.models import Member
from antiphon.web.access import member_page


@member_page
def today(request: HttpRequest, member: Member) -> HttpResponse:
    """Show what goes out, who waits, who has not been spoken to, and what the last posts brought."""
    return render(request, "today.html", {"member": member})


urlpatterns: list[URLPattern] = [path("b/<slug:brand>/", today, name="today")]
