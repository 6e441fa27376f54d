"""What is mended of a place's functions, limits and spaces stays, taken back."""

from django.db import migrations, models


def _taken_back(model: str) -> migrations.AddField:
    field = models.DateTimeField(blank=True, null=True, verbose_name="repris le")
    return migrations.AddField(model_name=model, name="withdrawn_at", field=field)


class Migration(migrations.Migration):
    dependencies = (("directory", "0008_what_people_say_of_two_sheets"),)
    operations = tuple(map(_taken_back, ("placefunction", "placelimit", "space")))
