# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs of processes around asks, and seats of facilitators."""

import django.db.models.deletion
from django.db import migrations, models

import answerable.storage.models.base


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0011_keep"),
    ]

    operations = [
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=answerable.storage.models.base.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(default=answerable.storage.models.base.new_code, max_length=26, unique=True)),
                ("ended", models.BooleanField(default=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RunFact",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=answerable.storage.models.base.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("order", models.PositiveIntegerField()),
                ("blob", models.BinaryField()),
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
                        ["handler", "second_line", "body_steward", "operator", "outreach_worker", "facilitator"],
                    )
                ),
                name="seat_role",
            ),
        ),
        migrations.AddField(
            model_name="run",
            name="ask",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="runs", to="storage.ask"),
        ),
        migrations.AddField(
            model_name="run",
            name="facilitator",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="storage.seat"
            ),
        ),
        migrations.AddField(
            model_name="runfact",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="facts", to="storage.run"
            ),
        ),
        migrations.AddConstraint(
            model_name="runfact",
            constraint=models.UniqueConstraint(fields=("run", "order"), name="run_fact_order"),
        ),
    ]
