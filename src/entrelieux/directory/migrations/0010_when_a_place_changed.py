"""When a place changed, so that others may follow what does."""

from django.db import migrations, models


def _when(name: str, label: str) -> migrations.AddField:
    field = models.DateTimeField(blank=True, null=True, verbose_name=label)
    return migrations.AddField(model_name="place", name=name, field=field)


class Migration(migrations.Migration):
    dependencies = (("directory", "0009_what_a_place_takes_back"),)
    operations = (
        _when("changed_at", "changé le"),
        _when("published_at", "publié la première fois le"),
        migrations.AddIndex(
            model_name="place",
            index=models.Index(fields=["changed_at", "ref"], name="place_by_change"),
        ),
    )
