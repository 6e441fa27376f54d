from django.apps import AppConfig


class ExchangesConfig(AppConfig):
    name = "entrelieux.exchanges"
    label = "exchanges"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from entrelieux.exchanges import messages, sections, tasks
        from entrelieux.exchanges.meetings import starting

        messages.register()
        sections.register()
        tasks.register()
        starting.register()
