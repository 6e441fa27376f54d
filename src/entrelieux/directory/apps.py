from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "entrelieux.directory"
    label = "directory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from entrelieux.directory.confirming.mails import not_reached
        from entrelieux.kernel.sending import when_given_up

        when_given_up(not_reached)
