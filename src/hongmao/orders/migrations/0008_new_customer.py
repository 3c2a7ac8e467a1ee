from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0007_decided")]
    operations = [
        migrations.AddField("order", "new_customer", models.BooleanField(null=True)),
    ]
