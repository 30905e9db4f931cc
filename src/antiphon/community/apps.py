from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Config(AppConfig):
    name = "antiphon.community"
    label = "community"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the index of search laid; tell the ledger who has a reward at stake."""
        from antiphon.community.finding_tables import after_migration
        from antiphon.community.queries.rewards import rewarded
        from antiphon.ledger.queries import rewarded_by

        rewarded_by(rewarded)

        post_migrate.connect(after_migration, sender=self, dispatch_uid="community_finding")
