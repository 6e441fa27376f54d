from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "entrelieux.site"
    label = "site"
