from django.apps import AppConfig


class InterchangeConfig(AppConfig):
    name = "entrelieux.interchange"
    label = "interchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from entrelieux.interchange.hooks import delivering
        from entrelieux.interchange.opening import services

        services.register()
        delivering.register()
