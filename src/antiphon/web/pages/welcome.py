"""The one-time link that makes the first account."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
