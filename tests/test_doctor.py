"""What the doctor says of matching."""

import pytest
from django.utils import timezone
from rich.console import Console

from hongmao import doctor
from hongmao.links.leases import stock_adzones
from hongmao.links.models import Adzone
from hongmao.orders.models import MatchFit
from tests.factories import make_placement

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def signs() -> list[doctor.Sign]:
    """What it finds."""
    return list(doctor._matching())


def learn(skew_ms: int) -> None:
    """As if matches had taught this skew."""
    now = timezone.now()
    MatchFit.objects.create(
        marketplace="taobao", tolerance_ms=2_000, skew_ms=skew_ms, ceiling_ms=60_000, crowd=9,
        samples=77, watched=0, strays=0, learned_at=now, checked_at=now,
    )  # fmt: skip


@pytest.mark.parametrize(("skew_ms", "verdict"), [(5_000, "ok"), (5_001, "look"), (-9_000, "look")])
def test_a_skew_over_five_seconds_is_told(skew_ms: int, verdict: str) -> None:
    stock_adzones("taobao", ("mm_1_1_1",))
    learn(skew_ms)
    [sign] = signs()
    assert sign.verdict == verdict
    assert f"skew {skew_ms / 1000:+.1f} s (77 samples); 1 of 1 adzones free" in sign.found
    assert ("NTP" in sign.mend) == (verdict == "look")


def test_an_exhausted_pool_is_told() -> None:
    make_placement()
    Adzone.objects.filter(leases=None).delete()
    [sign] = signs()
    assert sign.verdict == "look"
    assert "None of 1 adzones is free" in sign.mend
    out = Console(record=True)
    assert doctor.report(iter([sign]), out) == 0
    assert "HONGMAO_TAOBAO_PIDS" in out.export_text()


def test_without_orders_and_adzones_it_says_nothing() -> None:
    assert signs() == []
