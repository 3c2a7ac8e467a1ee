"""Which readers are one person: only where they allow it, only where nobody else reads there."""

import json
import zipfile
from datetime import date, timedelta
from io import BytesIO

import pyarrow as pa
import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from hongmao.core.ids import ReaderHash, derive_key, device_hash, person_hash
from hongmao.edge.pipeline import identify
from hongmao.measure.runner import answer
from hongmao.people.actions.devices import (
    forget_old_devices,
    join_devices,
    part_devices,
    see_device,
)
from hongmao.people.models import AuditRow, Device, Person
from hongmao.people.queries.devices import devices_of, identities
from hongmao.privacy.erasing import delete_account
from hongmao.privacy.exporting import export_person
from hongmao.web.middleware import READER_COOKIE
from tests.factories import make_person

pytestmark = [pytest.mark.database, pytest.mark.django_db]

DAY = date(2026, 11, 1)
ACTS = st.lists(
    st.tuples(st.sampled_from(["read", "read", "read", "allow", "part"]), st.integers(0, 2),
              st.integers(0, 2)),
    max_size=14,
)  # fmt: skip


class Joining(TestCase):
    """Visits and consents in any order, against the same said slowly."""

    @settings(max_examples=25, deadline=None)
    @given(acts=ACTS)
    def test_a_device_joins_only_its_one_person(self, acts: list[tuple[str, int, int]]) -> None:
        people = [make_person() for _ in range(3)]
        secret = secret_of()
        known: dict[tuple[int, int], bool] = {}
        for verb, who, device in acts:
            if verb == "allow":
                join_devices(people[who])
            elif verb == "part":
                part_devices(people[who])
                known = {pair: shared for pair, shared in known.items() if pair[1] != who}
            else:
                see_device(people[who], f"cookie-{device}", DAY)
                others = [pair for pair in known if pair[0] == device and pair[1] != who]
                known |= dict.fromkeys(others, True)
                if people[who].joins_devices:
                    before = known.get((device, who), False)
                    known[device, who] = before or bool(others)
        hashes = [person_hash(secret, one.pk) for one in people]
        wanted = {
            (device_hash(secret, f"cookie-{device}"), hashes[who])
            for (device, who), shared in known.items()
            if not shared
        }
        assert set(identities()) == wanted
        assert len({reader for reader, _ in identities()}) == len(wanted)


def secret_of() -> str:
    """The secret of the tests."""
    from django.conf import settings as django_settings

    secret: str = django_settings.HONGMAO.secret.get_secret_value()
    return secret


def reading(person: Person, cookie: str) -> Client:
    """A browser in which a person is logged in, that has this cookie."""
    client = Client()
    client.force_login(person)
    client.cookies[READER_COOKIE] = cookie
    return client


@pytest.mark.usefixtures("home")
def test_two_devices_of_a_reader_who_allows_it_are_one_in_credit() -> None:
    person = make_person()
    phone, desk = reading(person, "a" * 32), reading(person, "b" * 32)
    phone.get("/")
    assert not Device.objects.exists()
    assert phone.post("/settings/data/devices", {"joins": "on"}).status_code == 302
    for client in (phone, desk, phone):
        client.get("/settings/data")
    rows = identities()
    readers = ReaderHash(derive_key(secret_of(), "reader"))
    seen = {
        identify(f"{READER_COOKIE}={letter * 32}".encode(), b"1.1.1.1", b"", readers, 0)
        for letter in "ab"
    }
    assert ({reader for reader, _ in rows}, len({who for _, who in rows})) == (seen, 1)
    assert str(person.pk) not in rows[0]
    known = pa.table({"reader": [row[0] for row in rows], "person": [row[1] for row in rows]})
    orders = pa.table(
        {"conversion": [1, 2], "click_id": ["1", "2"], "brand": [1, 1], "at_ms": [9, 9],
         "value": [1, 1]}
    )  # fmt: skip
    clicks = pa.table({"id": ["1", "2"], "reader": sorted(seen), "at_ms": [1, 2]})
    facts = {"identities": known, "orders": orders, "clicks": clicks}
    assert len(set(answer("converted", facts=facts)["person"].to_pylist())) == 1
    assert desk.post("/settings/data/devices").status_code == 302
    assert not Device.objects.exists()
    desk.get("/")
    assert not Device.objects.exists()
    verbs = AuditRow.objects.filter(actor=person).values_list("verb", flat=True)
    assert list(verbs) == ["join_devices", "part_devices"]


def test_devices_are_exported_and_go_with_the_account_the_lake_and_the_secret() -> None:
    person, other = make_person(), make_person()
    for one in (person, other):
        join_devices(one)
    for number, who in enumerate([person, person, other]):
        see_device(who, f"cookie-{number}", DAY + timedelta(days=number))
    with zipfile.ZipFile(BytesIO(b"".join(export_person(person)))) as export:
        rows = json.loads(export.read("people.Device.json"))
    assert [row["last_on"] for row in rows] == ["2026-11-02", "2026-11-01"]
    see_device(person, "cookie-0", DAY)
    assert forget_old_devices(DAY + timedelta(days=1)) == 1
    delete_account(person)
    assert (devices_of(person).count(), Device.objects.count()) == (0, 1)
    Device.objects.update(key="anothers")
    assert identities() == []
    assert forget_old_devices(None) == 1
