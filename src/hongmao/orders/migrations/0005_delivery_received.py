from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0004_matchfit"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["received_at"], name="delivery_received"),
        ),
    ]
