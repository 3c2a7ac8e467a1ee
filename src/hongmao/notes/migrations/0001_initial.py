import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=80)),
                ("title_en", models.CharField(blank=True, max_length=120)),
                ("body", models.TextField(max_length=4000)),
                ("body_en", models.TextField(blank=True, max_length=6000)),
                ("topics", models.JSONField(default=list)),
                ("topics_en", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("public", "Public"), ("removed", "Removed")],
                        default="draft",
                        max_length=8,
                    ),
                ),
                ("published_at", models.DateTimeField(db_index=True, null=True)),
                (
                    "creator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("edited_at", models.DateTimeField(null=True)),
                ("paid_by", models.CharField(blank=True, max_length=60)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["state", "-published_at", "-id"], name="notes_note_state_acb0c3_idx"
                    ),
                    models.Index(
                        fields=["creator", "state", "-published_at"], name="notes_of_creator"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "public", "removed"])),
                        name="note_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "public"), _negated=True),
                            ("published_at__isnull", False),
                            _connector="OR",
                        ),
                        name="note_public_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Board",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=40)),
                ("public", models.BooleanField(default=False)),
                ("notes", models.PositiveIntegerField(default=0)),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="boards",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "name"), name="board_name_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Collect",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="collects",
                        to="notes.board",
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="collects",
                        to="notes.note",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="collects",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["board", "-at", "-id"], name="collects_of_board")],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "note"), name="note_collect_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                ("deleted_at", models.DateTimeField(null=True)),
                (
                    "answers",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="notes.note",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="notes.comment",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["note", "parent", "-at", "-id"], name="comments_of_note")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deleted_at__isnull", False),
                            models.Q(("text", ""), _negated=True),
                            _connector="XOR",
                        ),
                        name="comment_has_text_or_is_deleted",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CreatorStats",
            fields=[
                (
                    "creator",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="stats",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("notes", models.PositiveIntegerField(default=0)),
                ("followers", models.PositiveIntegerField(default=0)),
                ("likes", models.PositiveIntegerField(default=0)),
                ("latest_at", models.DateTimeField(db_index=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Follow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "creator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="followers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="following",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "creator"), name="follow_once"),
                    models.CheckConstraint(
                        condition=models.Q(("person", models.F("creator")), _negated=True),
                        name="follow_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Like",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="likes",
                        to="notes.note",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="likes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "note"), name="like_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="NoteStats",
            fields=[
                (
                    "note",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="stats",
                        serialize=False,
                        to="notes.note",
                    ),
                ),
                ("likes", models.PositiveIntegerField(default=0)),
                ("collects", models.PositiveIntegerField(default=0)),
                ("comments", models.PositiveIntegerField(default=0)),
                ("interactions", models.PositiveIntegerField(default=0)),
                ("reads", models.PositiveIntegerField(default=0)),
                ("standing", models.FloatField()),
            ],
            options={
                "indexes": [models.Index(fields=["-standing", "-note"], name="stats_by_standing")],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("liked", "liked your note"),
                            ("collected", "collected your note"),
                            ("commented", "commented on your note"),
                            ("replied", "replied to you"),
                            ("followed", "follows you now"),
                            ("mentioned", "mentioned you"),
                        ],
                        max_length=9,
                    ),
                ),
                ("key", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                ("seen", models.BooleanField(default=False)),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="notes.comment",
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="notes.note",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "-at", "-id"], name="notices_by_time"),
                    models.Index(
                        condition=models.Q(("seen", False)),
                        fields=["person"],
                        name="notices_unseen",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "key"), name="notice_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "liked",
                                    "collected",
                                    "commented",
                                    "replied",
                                    "followed",
                                    "mentioned",
                                ],
                            )
                        ),
                        name="notice_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("too_many_ads", "Too many ads"),
                            ("hidden_ad", "An ad that does not say so"),
                            ("diversion", "Steers readers elsewhere to buy"),
                            ("spam", "Spam or the same thing again and again"),
                            ("abuse", "Insults or hate"),
                            ("false", "False or misleading"),
                            ("privacy", "Shows what is private"),
                            ("illegal", "Against the law"),
                        ],
                        max_length=16,
                    ),
                ),
                ("sentence", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("dismissed", "Dismissed"),
                            ("removed", "Removed"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "comment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="notes.comment",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="notes.note",
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "at"], name="reports_open")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("comment__isnull", True)),
                        fields=("reporter", "note"),
                        name="note_reported_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("comment__isnull", False)),
                        fields=("reporter", "comment"),
                        name="comment_reported_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason__in",
                                [
                                    "too_many_ads",
                                    "hidden_ad",
                                    "diversion",
                                    "spam",
                                    "abuse",
                                    "false",
                                    "privacy",
                                    "illegal",
                                ],
                            )
                        ),
                        name="report_reason_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "dismissed", "removed"])),
                        name="report_state_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Taste",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("topic", "Topic"), ("creator", "Creator")], max_length=8
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                ("weight", models.PositiveIntegerField(default=0)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tastes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "kind", "-weight"], name="tastes_by_weight")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "kind", "key"), name="taste_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["topic", "creator"])),
                        name="taste_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, unique=True)),
                ("name_en", models.CharField(blank=True, max_length=60)),
                ("notes", models.PositiveIntegerField(default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["-notes", "name"], name="topics_by_notes")],
            },
        ),
        migrations.CreateModel(
            name="NoteTopic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("published_at", models.DateTimeField()),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="note_topics",
                        to="notes.note",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="note_topics",
                        to="notes.topic",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["topic", "-published_at", "-note"], name="notes_of_topic_by_time"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("note", "topic"), name="note_topic_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(unique=True)),
                ("title", models.CharField(blank=True, max_length=80)),
                ("title_en", models.CharField(blank=True, max_length=120)),
                ("body", models.TextField(blank=True, max_length=4000)),
                ("body_en", models.TextField(blank=True, max_length=6000)),
                ("topics", models.JSONField(default=list)),
                ("paid", models.BooleanField(default=False)),
                ("paid_by", models.CharField(blank=True, max_length=60)),
                ("attach", models.CharField(blank=True, max_length=40)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "note",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="draft",
                        to="notes.note",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["person", "-changed_at"], name="notes_draft_person__75871b_idx"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentions",
                        to="notes.note",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentioned",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("note", "person"), name="mention_once_a_note")
                ],
            },
        ),
        migrations.CreateModel(
            name="NoteRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=80)),
                ("title_en", models.CharField(blank=True, max_length=120)),
                ("body", models.TextField(max_length=4000)),
                ("body_en", models.TextField(blank=True, max_length=6000)),
                ("topics", models.JSONField(default=list)),
                ("paid_by", models.CharField(blank=True, max_length=60)),
                ("at", models.DateTimeField()),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revisions",
                        to="notes.note",
                    ),
                ),
            ],
            options={
                "ordering": ["version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("note", "version"), name="revision_version_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RevisionPicture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file", models.CharField(db_index=True, max_length=200)),
                ("widths", models.JSONField(default=list)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("colour", models.CharField(max_length=7)),
                ("position", models.PositiveSmallIntegerField()),
                ("alt", models.CharField(blank=True, max_length=200)),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="notes.noterevision",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("revision", "position"), name="revision_picture_position_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file", models.CharField(db_index=True, max_length=200)),
                ("widths", models.JSONField(default=list)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("colour", models.CharField(max_length=7)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uploads",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "file"), name="upload_once_a_person")
                ],
            },
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("colour", models.CharField(max_length=7)),
                ("alt", models.CharField(blank=True, max_length=200)),
                ("alt_en", models.CharField(blank=True, max_length=200)),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="notes.note",
                    ),
                ),
                ("aspect", models.CharField(blank=True, max_length=4)),
                ("focus", models.CharField(blank=True, max_length=16)),
                ("widths", models.JSONField(default=list)),
                ("file", models.CharField(db_index=True, max_length=200)),
                (
                    "upload",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="pictures",
                        to="notes.upload",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("note", "position"), name="picture_position_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("height__gt", 0), ("width__gt", 0)),
                        name="picture_has_size",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DraftPicture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("alt", models.CharField(blank=True, max_length=200)),
                ("alt_en", models.CharField(blank=True, max_length=200)),
                ("aspect", models.CharField(blank=True, max_length=4)),
                ("focus", models.CharField(blank=True, max_length=16)),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="notes.draft",
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafted",
                        to="notes.upload",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
    ]
