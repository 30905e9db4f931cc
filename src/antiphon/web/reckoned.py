"""Pages of figures that a worker reckons for a large brand: what they say until it has."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from antiphon.organizations.models import Member
from antiphon.reports.answers.told import Told


def being_reckoned(
    request: HttpRequest, member: Member, told: Told[object], title: str | Promise, *, file: bool = False
) -> HttpResponse:
    """Say that something is being reckoned, and look again by itself; where a file is asked for, by a link."""
    context = {"member": member, "told": told, "title": title, "file": file}
    return render(request, "reckoned.html", context, status=202)
