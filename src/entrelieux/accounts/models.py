"""Accounts: the custom user stands in the first migration, since it cannot be changed later."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"
