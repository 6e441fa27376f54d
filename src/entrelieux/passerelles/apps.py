from django.apps import AppConfig


class PasserellesConfig(AppConfig):
    name = "entrelieux.passerelles"
    label = "passerelles"
    default_auto_field = "django.db.models.BigAutoField"
