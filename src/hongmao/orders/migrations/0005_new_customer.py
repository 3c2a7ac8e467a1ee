from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_matchfit")]
    operations = [
        migrations.AddField("order", "new_customer", models.BooleanField(null=True)),
    ]
