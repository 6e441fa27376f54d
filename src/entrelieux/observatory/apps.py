from django.apps import AppConfig


class ObservatoryConfig(AppConfig):
    name = "entrelieux.observatory"
    label = "observatory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from entrelieux.kernel.runs import kind_of_study
        from entrelieux.observatory.access import running
        from entrelieux.observatory.siting import running as siting

        kind_of_study(running.KIND, running.check, running.compute)
        kind_of_study(siting.KIND, siting.check, siting.compute)
