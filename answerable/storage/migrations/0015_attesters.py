# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom an asker offered as an attester, and seats of attesters."""

import django.db.models.deletion
from django.db import migrations, models

import answerable.storage.models.base


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0013_process"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attester",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=answerable.storage.models.base.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="seat",
            name="seat_role",
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "handler",
                            "second_line",
                            "body_steward",
                            "operator",
                            "outreach_worker",
                            "facilitator",
                            "attester",
                        ],
                    )
                ),
                name="seat_role",
            ),
        ),
        migrations.AddField(
            model_name="attester",
            name="ask",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="attesters", to="storage.ask"
            ),
        ),
        migrations.AddField(
            model_name="attester",
            name="seat",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="attests", to="storage.seat"
            ),
        ),
        migrations.AddConstraint(
            model_name="attester",
            constraint=models.UniqueConstraint(fields=("seat", "ask"), name="attester_once"),
        ),
    ]
