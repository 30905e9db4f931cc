"""The public pages and feeds of a brand."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
