"""What a post brought, and the rows behind each figure."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
