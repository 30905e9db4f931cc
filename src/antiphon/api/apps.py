from django.apps import AppConfig


class Config(AppConfig):
    name = "antiphon.api"
    label = "api"
