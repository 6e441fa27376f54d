"""Lines of the journal are chained, and its months closed.

SQLite builds the table anew here, which drops its triggers: the next migration puts them back.
"""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0005_duties'),
    ]

    operations = [
        migrations.CreateModel(
            name='JournalSegment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(unique=True, verbose_name='mois')),
                ('first_line', models.BigIntegerField(verbose_name='première ligne')),
                ('last_line', models.BigIntegerField(unique=True, verbose_name='dernière ligne')),
                ('lines', models.PositiveIntegerField(verbose_name='nombre de lignes')),
                ('last_digest', models.CharField(max_length=64, verbose_name='empreinte de la dernière ligne')),
                ('sealed_at', models.DateTimeField(verbose_name='scellé le')),
                ('purged_at', models.DateTimeField(blank=True, null=True, verbose_name='purgé le')),
            ],
            options={
                'verbose_name': 'mois de journal',
                'verbose_name_plural': 'mois de journal',
                'ordering': ('last_line',),
            },
        ),
        migrations.AddField(
            model_name='journalentry',
            name='digest',
            field=models.CharField(default='', max_length=64, verbose_name='empreinte'),
        ),
        migrations.AddField(
            model_name='journalentry',
            name='previous',
            field=models.CharField(default='', max_length=64, verbose_name="empreinte de la ligne d'avant"),
        ),
        migrations.AlterField(
            model_name='journalentry',
            name='at',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='le'),
        ),
    ]
