from django.apps import AppConfig


class Config(AppConfig):
    name = "antiphon.publishing"
    label = "publishing"
    default_auto_field = "django.db.models.BigAutoField"
