"""Which readers of the log are one person, where that person allows it.

Only keyed hashes are kept: a reader's is that of their cookie, as in the log; a person's is of
their number, under another key. Neither leads to an account without the installation's secret.
"""

from datetime import date

from django.conf import settings as django_settings
from django.db import transaction

from hongmao.core.ids import device_hash, key_mark, person_hash
from hongmao.people.actions.audit import record
from hongmao.people.models import Device, Person


@transaction.atomic
def join_devices(person: Person) -> None:
    """Keep from now on which devices are this person's: they have said that it may be."""
    if Person.objects.filter(pk=person.pk, joins_devices=False).update(joins_devices=True):
        person.joins_devices = True
        record(person, "join_devices", f"person:{person.pk}")


@transaction.atomic
def part_devices(person: Person) -> None:
    """Forget which devices are this person's, and keep no more of them."""
    forget_devices(person)
    if Person.objects.filter(pk=person.pk, joins_devices=True).update(joins_devices=False):
        person.joins_devices = False
        record(person, "part_devices", f"person:{person.pk}")


@transaction.atomic
def see_device(person: Person, cookie: str, day: date) -> None:
    """A person reads on the device of that cookie. Leaves no audit row: reading is no act.

    It is kept where they allow it. One that another person is known to use is shared from then on,
    whether this one allows it or not, and joins nobody.
    """
    secret = django_settings.HONGMAO.secret.get_secret_value()
    reader, hashed = device_hash(secret, cookie), person_hash(secret, person.pk)
    shared = Device.objects.filter(reader=reader).exclude(person=hashed).update(shared=True) > 0
    if not person.joins_devices:
        return
    device, fresh = Device.objects.get_or_create(
        reader=reader,
        person=hashed,
        defaults={"key": key_mark(secret), "last_on": day, "shared": shared},
    )
    if not fresh and (device.last_on < day or shared > device.shared):
        device.last_on, device.shared = max(device.last_on, day), device.shared or shared
        device.save(update_fields=["last_on", "shared"])


def forget_devices(person: Person) -> None:
    """Drop a person's devices; call it inside the action's own database transaction."""
    secret = django_settings.HONGMAO.secret.get_secret_value()
    Device.objects.filter(person=person_hash(secret, person.pk)).delete()


def forget_old_devices(before: date | None) -> int:
    """Drop devices last used before a day, and all of an earlier secret; returns how many.

    Of such a secret nobody could say whose they are, and so nobody could have them deleted.
    """
    mark = key_mark(django_settings.HONGMAO.secret.get_secret_value())
    gone, _ = Device.objects.exclude(key=mark).delete()
    if before:
        gone += Device.objects.filter(last_on__lt=before).delete()[0]
    return gone
