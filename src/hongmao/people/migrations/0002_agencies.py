from django.db import migrations, models

ROLES = {
    "reader": "Reader",
    "creator": "Creator",
    "agency": "Agency",
    "brand": "Brand",
    "operator": "Operator",
}


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="person", name="person_role_known"),
        migrations.AlterField(
            model_name="person",
            name="role",
            field=models.CharField(choices=list(ROLES.items()), default="reader", max_length=8),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(role__in=list(ROLES)), name="person_role_known"
            ),
        ),
    ]
