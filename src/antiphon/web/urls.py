"""The addresses of the pages: each page module brings its own."""

from django.urls import URLPattern, URLResolver

from antiphon.web.pages import (
    calendar,
    channels,
    compose,
    edit,
    home,
    inbox,
    media,
    members,
    newsletter,
    people,
    posts,
    queue,
    results,
    site,
    status,
    today,
    welcome,
)

urlpatterns: list[URLPattern | URLResolver] = [
    *home.urlpatterns,
    *welcome.urlpatterns,
    *today.urlpatterns,
    *calendar.urlpatterns,
    *queue.urlpatterns,
    *compose.urlpatterns,
    *edit.urlpatterns,
    *posts.urlpatterns,
    *results.urlpatterns,
    *inbox.urlpatterns,
    *people.urlpatterns,
    *channels.urlpatterns,
    *members.urlpatterns,
    *status.urlpatterns,
    *newsletter.urlpatterns,
    *site.urlpatterns,
    *media.urlpatterns,
]
