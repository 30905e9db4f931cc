"""What was and will be said, and how each delivery stands."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
