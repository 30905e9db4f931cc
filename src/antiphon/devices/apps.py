from django.apps import AppConfig


class Config(AppConfig):
    name = "antiphon.devices"
    label = "devices"
    default_auto_field = "django.db.models.BigAutoField"
