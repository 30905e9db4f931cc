"""The people, and each of them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
