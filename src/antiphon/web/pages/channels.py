"""The channels: what is connected, and how a new one is."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
