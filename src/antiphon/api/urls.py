"""The addresses under /api/v1/."""

from ninja import NinjaAPI

api = NinjaAPI(title="Antiphon", version="1", urls_namespace="api")
