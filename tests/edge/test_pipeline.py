"""The click pipeline's own rules, apart from any socket."""

from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.ids import ReaderHash
from hongmao.core.reasons import Reason
from hongmao.edge import pipeline
from hongmao.edge.pipeline import AGENT_CACHE, AGENT_LENGTH, identify, judge, read_cookie

DAY_MS = 86_400_000


def test_flags_add_up() -> None:
    assert judge(b"curl/8", b"prefetch", head=True) == (
        Reason.BOT, Reason.PREFETCH, Reason.HEAD,
    )  # fmt: skip
    assert judge(b"", b"", head=False) == (Reason.NO_AGENT,)


@given(st.binary(max_size=2000), st.binary(max_size=40))
def test_whatever_is_sent_is_judged_the_same_way_twice(agent: bytes, purpose: bytes) -> None:
    assert judge(agent, purpose) == judge(agent, purpose)


def test_a_flood_of_agents_is_remembered_in_bounded_memory() -> None:
    for number in range(AGENT_CACHE + 500):
        judge(b"agent %d" % number)
    assert pipeline._remembered.cache_info().currsize == AGENT_CACHE
    long = b"x" * (AGENT_LENGTH + 1)
    judge(long)
    assert pipeline._remembered.cache_info().currsize == AGENT_CACHE
    assert judge(long + b" Googlebot/2.1") == (Reason.BOT,)


def test_a_reader_without_a_cookie_is_another_the_next_day() -> None:
    readers = ReaderHash(b"k" * 32)
    today = [identify(b"", b"1.1.1.1", b"a", readers, DAY_MS + hour) for hour in (0, 1, 2)]
    assert len(set(today)) == 1
    assert identify(b"", b"1.1.1.1", b"a", readers, 2 * DAY_MS) != today[0]
    assert identify(b"", b"1.1.1.2", b"a", readers, DAY_MS) != today[0]
    cookie = b"a=b; hm_reader=xyz"
    assert identify(cookie, b"1", b"a", readers, 1) == identify(cookie, b"2", b"b", readers, DAY_MS)


def test_a_cookie_is_found_by_its_whole_name() -> None:
    assert read_cookie(b"a=b; hm_reader=xyz; c=d", b"hm_reader") == b"xyz"
    assert read_cookie(b"not_hm_reader=x; hm_reader=y", b"hm_reader") == b"y"
    assert read_cookie(b"not_hm_reader=x", b"hm_reader") == b""
    assert read_cookie(b"", b"hm_reader") == b""
