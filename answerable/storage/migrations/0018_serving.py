# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which server uses a database that several could reach."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0015_attesters"),
    ]

    operations = [
        migrations.CreateModel(
            name="Serving",
            fields=[
                ("only", models.BooleanField(default=True, primary_key=True, serialize=False)),
                ("run", models.CharField(default="", max_length=26)),
                ("term", models.BigIntegerField(default=0)),
                ("version", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("only", True)), name="serving_only_one")],
            },
        ),
    ]
