"""The same page in whole and in part: which part HTMX asks for, and how either is answered."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def asked_part(request: HttpRequest) -> str:
    """Return the id of the element that is asked for anew, or nothing where a whole page is."""
    if "HX-Request" not in request.headers or "HX-History-Restore-Request" in request.headers:
        return ""
    return request.headers.get("HX-Target", "")


def show(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render a template, or a part of one (`page.html#part`); caches keep whole and part asunder."""
    answer = render(request, template, context, status=status)
    patch_vary_headers(answer, ["HX-Request"])
    return answer
