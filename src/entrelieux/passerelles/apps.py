from django.apps import AppConfig


class PasserellesConfig(AppConfig):
    name = "entrelieux.passerelles"
    label = "passerelles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from entrelieux.passerelles import tasks
        from entrelieux.passerelles.board import tasks as board_tasks

        tasks.register()
        board_tasks.register()
