from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="joins_devices",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="Device",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reader", models.CharField(max_length=16)),
                ("person", models.CharField(db_index=True, max_length=16)),
                ("key", models.CharField(max_length=8)),
                ("last_on", models.DateField(db_index=True)),
                ("shared", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("reader", "person"), name="device_once_a_person"
                    )
                ],
            },
        ),
    ]
