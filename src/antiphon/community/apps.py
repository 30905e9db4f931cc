from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Config(AppConfig):
    name = "antiphon.community"
    label = "community"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the index of search laid."""
        from antiphon.community.finding_tables import after_migration

        post_migrate.connect(after_migration, sender=self, dispatch_uid="community_finding")
