"""The composer: write once, see it as each network will show it."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
