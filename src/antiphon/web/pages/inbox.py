"""The inbox: who waits for an answer, and the conversation."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
