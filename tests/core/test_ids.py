"""Codes, click ids, view tokens and reader hashes: genuine or not, and nothing in between."""

import os

from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.ids import (
    ClickMint,
    ReaderHash,
    ViewTokens,
    click_ms,
    derive_key,
    is_code,
    new_code,
    new_view_id,
    of_card,
    of_page,
)

KEY, OTHER = derive_key("secret", "click"), derive_key("secret", "view")
TIMES = st.integers(0, 2**48 - 1)
SURFACES = st.sampled_from(["feed", "note", "search", "embed"])
CODES = st.text("abcXYZ019", min_size=10, max_size=10)


def test_keys_differ_by_secret_and_purpose() -> None:
    assert len({KEY, OTHER, derive_key("secret2", "click"), derive_key("", "click")}) == 4
    assert len(KEY) == 32


def test_codes_have_their_shape_and_do_not_repeat() -> None:
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(map(is_code, codes))


def test_what_is_no_code_is_told() -> None:
    assert not any(
        map(
            is_code,
            ["", "short", "elevenchars", "ten chars!", "十个字的链接代码也不", "a/b/c/d/e/"],
        )
    )


@given(TIMES)
def test_a_click_id_is_genuine_carries_its_time_and_is_short(at: int) -> None:
    click_id = ClickMint(KEY).mint(at)
    assert ClickMint(KEY).genuine(click_id)
    assert not ClickMint(OTHER).genuine(click_id)
    assert click_ms(click_id) == at
    assert len(click_id) == 36


@given(TIMES, TIMES)
def test_click_ids_sort_by_time(one: int, two: int) -> None:
    mint = ClickMint(KEY)
    if one != two:
        assert (mint.mint(one) < mint.mint(two)) == (one < two)


@given(TIMES, st.integers(0, 35), st.sampled_from("0123456789abcdef"))
def test_a_changed_click_id_is_not_genuine(at: int, place: int, letter: str) -> None:
    click_id = ClickMint(KEY).mint(at)
    changed = click_id[:place] + letter + click_id[place + 1 :]
    assert ClickMint(KEY).genuine(changed) == (changed == click_id)


@given(st.text(max_size=40))
def test_junk_is_never_genuine(text: str) -> None:
    assert not ClickMint(KEY).genuine(text)
    assert ViewTokens(KEY).open(text, of_card("abcdefghij", "note")) is None


@given(CODES, SURFACES, st.integers(0, 2**32 - 1))
def test_a_view_token_opens_for_its_own_card_only(code: str, surface: str, issued: int) -> None:
    tokens, view_id = ViewTokens(KEY), new_view_id()
    token = tokens.mint(view_id, issued, of_card(code, surface))
    view = tokens.open(token, of_card(code, surface))
    assert view is not None
    assert (view.id, view.issued_s) == (view_id.hex(), issued)
    assert tokens.open(token, of_card(code[::-1] + "x", surface)) is None
    assert tokens.open(token, of_card(code, surface + "x")) is None
    assert tokens.open(token, of_page(surface, 0, code)) is None
    assert ViewTokens(OTHER).open(token, of_card(code, surface)) is None


@given(st.lists(CODES, max_size=4), SURFACES, st.integers(0, 2**31))
def test_a_page_token_opens_for_that_page_only(codes: list[str], surface: str, note: int) -> None:
    tokens = ViewTokens(KEY)
    subject = of_page(surface, note, "".join(codes))
    token = tokens.mint(new_view_id(), 1, subject)
    assert tokens.open(token, subject)
    assert tokens.open(token, of_page(surface, note + 1, "".join(codes))) is None
    assert tokens.open(token, of_page(surface, note, "".join([*codes, "abcdefghij"]))) is None
    assert tokens.open(token, of_page(f"{surface}x", note, "".join(codes))) is None


def test_a_reader_hash_is_short_and_keyed() -> None:
    ours, others = ReaderHash(KEY), ReaderHash(OTHER)
    assert len(ours.of(b"a")) == 16
    assert ours.of(b"a") == ours.of(b"a")
    assert len({ours.of(b"a"), ours.of(b"b"), others.of(b"a")}) == 3


@given(CODES)
def test_digits_behind_or_signs_before_a_token_are_not_overlooked(code: str) -> None:
    tokens, subject = ViewTokens(KEY), of_card(code, "note")
    token = tokens.mint(new_view_id(), 1, subject)
    for changed in (
        f"{token}0",
        f"{token}00",
        f"+{token}",
        f" {token}",
        f"{token[:5]}_{token[5:]}",
    ):
        assert tokens.open(changed, subject) is None


def test_ids_of_one_millisecond_differ() -> None:
    mint = ClickMint(KEY)
    assert len({mint.mint(7) for _ in range(5000)}) == 5000


def test_a_forked_process_does_not_repeat_ids() -> None:
    mint = ClickMint(KEY)
    mint.mint(7)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write, mint.mint(7).encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(read, 64).decode() != mint.mint(7)


def test_readers_of_another_secret_are_strangers() -> None:
    known = [b"cookie\0%d" % number for number in range(2_000)]
    old, new = (ReaderHash(derive_key(secret, "reader")) for secret in ("a" * 32, "b" * 32))
    before, after = [old.of(one) for one in known], [new.of(one) for one in known]
    assert len({*before, *after}) == 4_000
    days = [{old.on_day(day, one) for one in known} for day in (1, 2)]
    assert not days[0] & days[1]
    agreeing = sum(
        (int(one, 16) ^ int(other, 16)).bit_count()
        for one, other in zip(before, after, strict=True)
    )
    assert abs(agreeing / (64 * 2_000) - 0.5) < 0.01  # as two coins agree
