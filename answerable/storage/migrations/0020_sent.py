# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was taken already, so that what is sent again is taken once."""

import django.db.models.deletion
from django.db import migrations, models

import answerable.storage.models.base


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0019_look_date"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=answerable.storage.models.base.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("digest", models.BinaryField(max_length=32)),
                (
                    "ask",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sent", to="storage.ask"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("ask", "digest"), name="sent_once")],
            },
        ),
    ]
