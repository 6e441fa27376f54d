from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "entrelieux.site"
    label = "site"

    def ready(self) -> None:
        from entrelieux.accounts.naming import name_structures_with
        from entrelieux.directory.called import structures_called, structures_with_words

        name_structures_with(structures_called, structures_with_words)
