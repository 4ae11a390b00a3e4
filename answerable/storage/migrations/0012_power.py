# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days on which bodies end and leave, who leads them, ties and backers in public."""

import django.db.models.deletion
from django.db import migrations, models

import answerable.storage.models.base
import answerable.storage.models.body


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0008_ways"),
    ]

    operations = [
        migrations.AddField(
            model_name="body",
            name="ended_date",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="body",
            name="leading",
            field=models.JSONField(default=answerable.storage.models.body.leading_roles),
        ),
        migrations.AddField(
            model_name="body",
            name="left_date",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="seat",
            name="holds",
            field=models.CharField(blank=True, default="", max_length=20),
        ),
        migrations.CreateModel(
            name="Backer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=answerable.storage.models.base.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(default=answerable.storage.models.base.new_code, max_length=26, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("gives", models.CharField(max_length=12)),
                ("from_date", models.DateField()),
                ("until_date", models.DateField(null=True)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="backers", to="storage.body"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("gives__in", ["money", "paid_time", "rooms", "facilitator"])),
                        name="backer_gives",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Tie",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=answerable.storage.models.base.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("role", models.CharField(max_length=20)),
                ("tie", models.CharField(max_length=12)),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ties", to="storage.seat"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("tie__in", ["employer", "reports_to", "family", "board"])),
                        name="tie_is_public",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "care_lead",
                                    "chair",
                                    "board",
                                    "secretary",
                                    "treasurer",
                                    "director",
                                    "staff_lead",
                                    "members",
                                    "parent",
                                    "backup",
                                    "outside",
                                    "other",
                                ],
                            )
                        ),
                        name="tie_role",
                    ),
                    models.UniqueConstraint(fields=("seat", "role", "tie"), name="tie_once"),
                ],
            },
        ),
    ]
