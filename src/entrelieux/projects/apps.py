from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "entrelieux.projects"
    label = "projects"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from entrelieux.projects import section, tasks

        section.register()
        tasks.register()
