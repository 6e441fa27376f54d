from django.apps import AppConfig


class NetworksConfig(AppConfig):
    name = "entrelieux.networks"
    label = "networks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from entrelieux.networks import section, tasks
        from entrelieux.networks.arrivals import starting

        section.register()
        tasks.register()
        starting.register()
