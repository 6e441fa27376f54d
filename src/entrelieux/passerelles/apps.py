from django.apps import AppConfig


class PasserellesConfig(AppConfig):
    name = "entrelieux.passerelles"
    label = "passerelles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from entrelieux.passerelles import board_tasks, tasks

        tasks.register()
        board_tasks.register()
