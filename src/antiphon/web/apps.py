from django.apps import AppConfig


class Config(AppConfig):
    name = "antiphon.web"
    label = "web"
