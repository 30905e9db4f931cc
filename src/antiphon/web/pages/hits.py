"""The addresses of hits, for a server that does not answer them before the pages."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

from antiphon.web.hit_counter import HIT, MOST_BYTES, PIXEL, SCRIPT, answered


@csrf_exempt  # it is sent from other sites, and nobody is signed in here
def hit(request: HttpRequest) -> HttpResponse:
    """Count what happens on a site, or give the script that tells it."""
    body = request.body if len(request.body) <= MOST_BYTES else None
    answer = answered(request.META | {"PATH_INFO": request.path_info, "REQUEST_METHOD": request.method}, body)
    return HttpResponse(answer.body, status=answer.status, headers=dict(answer.headers))


urlpatterns: list[URLPattern] = [
    path(SCRIPT[1:], hit, name="count_script"),
    path(HIT[1:], hit, name="count_hit"),
    path(PIXEL[1:], hit, name="count_pixel"),
]
