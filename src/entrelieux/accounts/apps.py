from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "entrelieux.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from entrelieux.accounts.signed_in import resolve
        from entrelieux.accounts.tokens import uses
        from entrelieux.kernel.viewer import resolve_with

        resolve_with(resolve)
        uses.register()
