from django.apps import AppConfig


class CounterConfig(AppConfig):
    name = "entrelieux.counter"
    label = "counter"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from entrelieux.counter import tasks

        tasks.register()
