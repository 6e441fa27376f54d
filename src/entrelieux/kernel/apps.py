from datetime import timedelta

from django.apps import AppConfig
from django.core.checks import register
from django.utils.module_loading import autodiscover_modules


class KernelConfig(AppConfig):
    name = "entrelieux.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from entrelieux.kernel import access, rights, runs, stores_apart
        from entrelieux.kernel.work import duty

        register(access.check_routes)
        autodiscover_modules("privacy")
        autodiscover_modules("published")
        stores_apart.register()
        duty("conservation", timedelta(hours=1), rights.retain_now)
        duty("etudes", timedelta(seconds=5), runs.do_runs_asked)
