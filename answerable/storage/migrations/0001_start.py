# SPDX-License-Identifier: AGPL-3.0-or-later
import django.db.models.deletion
from django.db import migrations, models

import answerable.core.body
import answerable.core.handler
import answerable.core.move
import answerable.core.state
import answerable.core.terms
import answerable.storage.models.base


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=answerable.storage.models.base.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(default=answerable.storage.models.base.new_code, max_length=26, unique=True)),
                ("secret", models.BinaryField()),
                ("address", models.BinaryField(null=True)),
                ("used_step", models.BigIntegerField(default=0)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Ask",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=answerable.storage.models.base.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=26, unique=True)),
                ("kind", models.CharField(max_length=40)),
                ("mode", models.CharField(max_length=8)),
                ("door", models.CharField(max_length=8)),
                ("route", models.CharField(max_length=10)),
                ("stage", models.CharField(max_length=14)),
                ("paused", models.BooleanField(default=False)),
                ("withdrawn", models.BooleanField(default=False)),
                ("moved", models.BooleanField(default=False)),
                ("level", models.CharField(max_length=12)),
                ("lodged_date", models.DateField(null=True)),
                ("hold_until", models.DateField(null=True)),
                ("epoch", models.PositiveIntegerField(default=1)),
                ("epoch_key", models.TextField()),
                ("keep", models.BinaryField()),
                ("number", models.PositiveIntegerField(default=0)),
                ("last", models.CharField(default="", max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Envelope",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=answerable.storage.models.base.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("row_key", models.UUIDField()),
                ("number", models.PositiveIntegerField()),
                ("month", models.CharField(max_length=7)),
            ],
        ),
        migrations.CreateModel(
            name="Installation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=answerable.storage.models.base.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("only", models.BooleanField(default=True, unique=True)),
                ("runs", models.CharField(default="", max_length=200)),
                ("pays", models.CharField(default="", max_length=200)),
                ("relation", models.CharField(default="outside", max_length=10)),
                ("law", models.JSONField(default=list)),
                ("offline_recipient", models.TextField(default="")),
                ("reviewed", models.CharField(default="", max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=answerable.storage.models.base.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                ("until_date", models.DateField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="JobDay",
            fields=[
                ("name", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("done", models.CharField(max_length=10)),
            ],
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=answerable.storage.models.base.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="Reader",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=answerable.storage.models.base.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReleasedFigure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=answerable.storage.models.base.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.CharField(db_index=True, max_length=7)),
                ("level", models.CharField(db_index=True, max_length=26)),
                ("door", models.CharField(max_length=8)),
                ("fact", models.CharField(max_length=40)),
                ("band", models.CharField(max_length=20)),
                ("of", models.CharField(max_length=20, null=True)),
                ("missing", models.CharField(max_length=20, null=True)),
                ("bodies", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="ReleasedLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=answerable.storage.models.base.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.CharField(db_index=True, max_length=7)),
                ("body", models.CharField(db_index=True, max_length=26)),
                ("line", models.CharField(max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="SealedFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=answerable.storage.models.base.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("order", models.PositiveIntegerField()),
                ("epoch", models.PositiveIntegerField()),
                ("sender", models.CharField(max_length=26)),
                ("blob", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="SealedKey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=answerable.storage.models.base.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("epoch", models.PositiveIntegerField()),
                ("holder", models.CharField(max_length=40)),
                ("blob", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=answerable.storage.models.base.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(default=answerable.storage.models.base.new_code, max_length=26, unique=True)),
                ("role", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=80)),
                ("shown_name", models.CharField(max_length=80, null=True)),
                ("from_date", models.DateField()),
                ("until_date", models.DateField(null=True)),
                ("stage", models.CharField(default=answerable.core.handler.HandlerStage["INVITED"], max_length=8)),
                ("sealing", models.TextField(default="")),
                ("signing", models.CharField(default="", max_length=43)),
                ("certificate", models.JSONField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Support",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=answerable.storage.models.base.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(default=answerable.storage.models.base.new_code, max_length=26, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("does", models.CharField(max_length=300)),
                ("reach", models.CharField(max_length=200)),
                ("hours", models.CharField(default="", max_length=120)),
                ("checked_date", models.DateField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Tombstone",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("ended", models.CharField(max_length=8)),
                ("month", models.CharField(max_length=7)),
            ],
        ),
        migrations.CreateModel(
            name="Unlock",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=answerable.storage.models.base.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=8)),
                ("locator", models.BinaryField(max_length=32, unique=True)),
                ("signin", models.CharField(max_length=43)),
                ("sealed", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("digest", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("idle_until", models.DateTimeField(db_index=True)),
                ("ends", models.DateTimeField()),
                ("name", models.CharField(default="", max_length=60)),
                ("last_day", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Asker",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=answerable.storage.models.base.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("locator", models.BinaryField(max_length=32, unique=True)),
                ("signin", models.CharField(max_length=43)),
                ("recipient", models.TextField()),
                ("mark_key", models.CharField(max_length=43)),
                (
                    "ask",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="asker", to="storage.ask"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Backup",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=answerable.storage.models.base.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "ask",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="backups", to="storage.ask"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Body",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=answerable.storage.models.base.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(default=answerable.storage.models.base.new_code, max_length=26, unique=True)),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=120, unique=True)),
                ("stage", models.CharField(default=answerable.core.body.BodyStage["LISTED"], max_length=12)),
                ("time_zone", models.CharField(default="UTC", max_length=40)),
                ("members", models.PositiveIntegerField(null=True)),
                ("joined_date", models.DateField(null=True)),
                ("door_open", models.BooleanField(default=False)),
                ("clocks", models.JSONField(default=dict)),
                ("pledges", models.JSONField(default=dict)),
                ("letter_date", models.DateField(null=True)),
                ("enrolment_key", models.CharField(max_length=43)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="storage.body",
                    ),
                ),
                (
                    "second_line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="watches",
                        to="storage.body",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="storage.body"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="ask",
            name="body",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="asks", to="storage.body"
            ),
        ),
        migrations.CreateModel(
            name="Payload",
            fields=[
                (
                    "envelope",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="payload",
                        serialize=False,
                        to="storage.envelope",
                    ),
                ),
                ("blob", models.BinaryField()),
            ],
        ),
        migrations.AddConstraint(
            model_name="envelope",
            constraint=models.UniqueConstraint(fields=("row_key", "number"), name="envelope_number"),
        ),
        migrations.AddField(
            model_name="installation",
            name="host_body",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="storage.body"
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="storage.account"
            ),
        ),
        migrations.AddField(
            model_name="reader",
            name="ask",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="readers", to="storage.ask"
            ),
        ),
        migrations.AddConstraint(
            model_name="releasedfigure",
            constraint=models.UniqueConstraint(fields=("month", "level", "door", "fact"), name="released_once"),
        ),
        migrations.AddConstraint(
            model_name="releasedline",
            constraint=models.UniqueConstraint(fields=("month", "body", "line"), name="released_line_once"),
        ),
        migrations.AddField(
            model_name="sealedfile",
            name="ask",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="sealed_files", to="storage.ask"
            ),
        ),
        migrations.AddField(
            model_name="sealedkey",
            name="ask",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="sealed_keys", to="storage.ask"
            ),
        ),
        migrations.AddField(
            model_name="seat",
            name="account",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="storage.account"
            ),
        ),
        migrations.AddField(
            model_name="seat",
            name="body",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="storage.body"
            ),
        ),
        migrations.AddField(
            model_name="reader",
            name="seat",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="reads", to="storage.seat"
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="seat",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="invitation", to="storage.seat"
            ),
        ),
        migrations.AddField(
            model_name="backup",
            name="seat",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="backs", to="storage.seat"
            ),
        ),
        migrations.AddConstraint(
            model_name="tombstone",
            constraint=models.CheckConstraint(condition=models.Q(("ended__in", ["erased"])), name="tombstone_ended"),
        ),
        migrations.AddField(
            model_name="unlock",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="unlocks", to="storage.account"
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="account",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="visits", to="storage.account"
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="ask",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="storage.ask"
            ),
        ),
        migrations.AddConstraint(
            model_name="body",
            constraint=models.CheckConstraint(
                condition=models.Q(("stage__in", ["listed", "pledged", "paused", "dissolved"])), name="body_stage"
            ),
        ),
        migrations.AddConstraint(
            model_name="body",
            constraint=models.CheckConstraint(
                condition=models.Q(("parent", models.F("id")), _negated=True), name="body_not_under_itself"
            ),
        ),
        migrations.AddConstraint(
            model_name="body",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("second_line__isnull", True),
                    models.Q(
                        models.Q(("second_line", models.F("id")), _negated=True),
                        models.Q(
                            ("parent__isnull", True),
                            models.Q(("second_line", models.F("parent")), _negated=True),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="body_second_line_is_not_the_parent",
            ),
        ),
        migrations.AddIndex(
            model_name="ask",
            index=models.Index(
                condition=models.Q(("lodged_date__isnull", True)), fields=["hold_until"], name="ask_held"
            ),
        ),
        migrations.AddIndex(
            model_name="ask",
            index=models.Index(condition=models.Q(("moved", True)), fields=["body"], name="ask_moved"),
        ),
        migrations.AddIndex(
            model_name="ask",
            index=models.Index(
                condition=models.Q(("level", answerable.core.terms.Level["SECOND_LINE"]), _negated=True),
                fields=["lodged_date"],
                name="ask_counted",
            ),
        ),
        migrations.AddConstraint(
            model_name="ask",
            constraint=models.CheckConstraint(condition=models.Q(("mode__in", ["keyed", "hosted"])), name="ask_mode"),
        ),
        migrations.AddConstraint(
            model_name="ask",
            constraint=models.CheckConstraint(condition=models.Q(("door__in", ["open", "invited"])), name="ask_door"),
        ),
        migrations.AddConstraint(
            model_name="ask",
            constraint=models.CheckConstraint(
                condition=models.Q(("route__in", ["body", "past_body"])), name="ask_route"
            ),
        ),
        migrations.AddConstraint(
            model_name="ask",
            constraint=models.CheckConstraint(
                condition=models.Q(("stage__in", ["held", "lodged", "acknowledged", "answered", "marked"])),
                name="ask_stage",
            ),
        ),
        migrations.AddConstraint(
            model_name="ask",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__in", ["second_line", "pooled", "by_name"])), name="ask_level"
            ),
        ),
        migrations.AddConstraint(
            model_name="ask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lodged_date__isnull", True), ("stage", answerable.core.state.Stage["HELD"])),
                    models.Q(
                        models.Q(("stage", answerable.core.state.Stage["HELD"]), _negated=True),
                        ("lodged_date__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="ask_is_dated_unless_held",
            ),
        ),
        migrations.AddConstraint(
            model_name="ask",
            constraint=models.CheckConstraint(
                condition=models.Q(("lodged_date__isnull", False), ("hold_until__isnull", False), _connector="OR"),
                name="ask_held_has_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="installation",
            constraint=models.CheckConstraint(condition=models.Q(("only", True)), name="installation_only_one"),
        ),
        migrations.AddConstraint(
            model_name="installation",
            constraint=models.CheckConstraint(
                condition=models.Q(("relation__in", ["outside", "body", "parent"])), name="installation_relation"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(fields=("account", "day"), name="notice_once_a_day"),
        ),
        migrations.AddConstraint(
            model_name="sealedfile",
            constraint=models.UniqueConstraint(fields=("ask", "order"), name="sealed_file_order"),
        ),
        migrations.AddConstraint(
            model_name="sealedfile",
            constraint=models.CheckConstraint(condition=models.Q(("epoch__gte", 1)), name="sealed_file_epoch"),
        ),
        migrations.AddConstraint(
            model_name="sealedkey",
            constraint=models.UniqueConstraint(fields=("ask", "epoch", "holder"), name="sealed_key_once"),
        ),
        migrations.AddConstraint(
            model_name="sealedkey",
            constraint=models.CheckConstraint(condition=models.Q(("epoch__gte", 1)), name="sealed_key_epoch"),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(("stage__in", ["invited", "active", "left"])), name="seat_stage"
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["handler", "second_line", "body_steward", "operator"])),
                name="seat_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("body__isnull", True), ("role", answerable.core.move.Role["OPERATOR"])),
                    ("body__isnull", False),
                    _connector="OR",
                ),
                name="seat_has_a_body",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stage", answerable.core.handler.HandlerStage["ACTIVE"]), _negated=True),
                    ("account__isnull", False),
                    _connector="OR",
                ),
                name="seat_active_has_account",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_date__isnull", True), ("until_date__gte", models.F("from_date")), _connector="OR"
                ),
                name="seat_term_runs_forward",
            ),
        ),
        migrations.AddConstraint(
            model_name="reader",
            constraint=models.UniqueConstraint(fields=("seat", "ask"), name="reader_once"),
        ),
        migrations.AddConstraint(
            model_name="backup",
            constraint=models.UniqueConstraint(fields=("seat", "ask"), name="backup_once"),
        ),
        migrations.AddConstraint(
            model_name="unlock",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["carried", "printed"])), name="unlock_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="unlock",
            constraint=models.UniqueConstraint(fields=("account", "kind"), name="unlock_one_of_a_kind"),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("account__isnull", False), ("ask__isnull", True)),
                    models.Q(("account__isnull", True), ("ask__isnull", False)),
                    _connector="OR",
                ),
                name="visit_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ask__isnull", True), models.Q(("last_day__isnull", True), ("name", "")), _connector="OR"
                ),
                name="visit_of_an_ask_keeps_no_day",
            ),
        ),
    ]
