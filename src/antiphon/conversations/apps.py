from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Config(AppConfig):
    name = "antiphon.conversations"
    label = "conversations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the index of what messages say laid; tell the ledger what messages say."""
        from antiphon.conversations.finding_tables import after_migration
        from antiphon.conversations.queries.reading import words_told
        from antiphon.ledger.queries import told_by

        told_by(words_told)
        post_migrate.connect(after_migration, sender=self, dispatch_uid="conversations_finding")
