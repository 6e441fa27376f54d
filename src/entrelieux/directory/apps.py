from django.apps import AppConfig
from django.core.checks import CheckMessage, Error


class DirectoryConfig(AppConfig):
    name = "entrelieux.directory"
    label = "directory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.checks import register

        from entrelieux.directory.confirming.mails import not_reached
        from entrelieux.kernel.sending import when_given_up

        when_given_up(not_reached)
        register(check_roads)
        register(check_timetables)


def check_roads(**_: object) -> list[CheckMessage]:
    """Roads that cannot be followed stop the start, not somebody's plan."""
    from django.conf import settings

    if not settings.REACH_NETWORK:
        return []
    from entrelieux.directory.reaching import unusable_roads

    why = unusable_roads()
    if not why:
        return []
    said = f"ENTRELIEUX_REACH_NETWORK : ce dossier ne peut pas servir de réseau de routes ({why})"
    return [Error(said, id="directory.E001")]


def check_timetables(**_: object) -> list[CheckMessage]:
    """Timetables that cannot be read are said at the start; pages do without them."""
    from entrelieux.directory.riding.opened import unusable_timetables

    why = unusable_timetables()
    if not why:
        return []
    said = f"ENTRELIEUX_REACH_TIMETABLES : ce dossier ne peut pas servir d'horaires ({why})"
    return [Error(said, id="directory.E002")]
