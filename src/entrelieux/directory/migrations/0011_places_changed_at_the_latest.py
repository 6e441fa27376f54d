"""Places already there changed when something was last published, at the latest.

A later moment than the true one makes somebody read a place twice; an earlier one would hide it.
"""

from typing import Any

from django.db import migrations
from django.utils import timezone


def _at_the_last_publication(apps: Any, _schema_editor: Any) -> None:
    publications = apps.get_model("directory", "Publication").objects.order_by("-pk")
    last = publications.values_list("at", flat=True).first()
    apps.get_model("directory", "Place").objects.update(changed_at=last or timezone.now())


class Migration(migrations.Migration):
    dependencies = (("directory", "0010_when_a_place_changed"),)
    operations = (migrations.RunPython(_at_the_last_publication, migrations.RunPython.noop),)
