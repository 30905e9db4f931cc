from django.apps import AppConfig


class Config(AppConfig):
    name = "antiphon.sales"
    label = "sales"
    default_auto_field = "django.db.models.BigAutoField"
