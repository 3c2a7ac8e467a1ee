"""Which readers of the log are one person."""

from django.conf import settings as django_settings
from django.db.models import QuerySet

from hongmao.core.ids import key_mark, person_hash
from hongmao.people.models import Device, Person


def identities() -> list[tuple[str, str]]:
    """Readers with the person each is, both as keyed hashes; a device of several is nobody's."""
    mark = key_mark(django_settings.HONGMAO.secret.get_secret_value())
    sure = Device.objects.filter(key=mark, shared=False).order_by("reader")
    return list(sure.values_list("reader", "person"))


def devices_of(person: Person) -> QuerySet[Device]:
    """What is kept of a person's devices, the latest first."""
    secret = django_settings.HONGMAO.secret.get_secret_value()
    return Device.objects.filter(person=person_hash(secret, person.pk)).order_by("-last_on", "pk")
