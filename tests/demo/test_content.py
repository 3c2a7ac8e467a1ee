"""The demo's people, brands and notes hold together, in both languages."""

import json
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from hongmao.demo.content import FOLDER, Content, ContentError, load_content, texts

SPONSORED = re.compile(
    r"广告|赞助|品牌方|商务|恰饭|寄来|送来|送的|优惠券|折扣码|链接|下单|旗舰店|淘宝|天猫"
    r"|\bsponsor|\badvert|#ad\b|\bpartnership|\bgifted|\bpromo|\bcoupon|\bdiscount code|\blink\b",
    re.IGNORECASE,
)
LEADS_AWAY = re.compile(r"https?:|www\.|\.com|微信|加我|wechat|\b1\d{10}\b", re.IGNORECASE)
GIVEN = re.compile(r"送|寄|借|请我|给了我|问我要不要|邀")
GIVEN_EN = re.compile(r"gave|sent|lent|posted|asked|invited")
LEAST_RATING = 4.5


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content()


def test_the_community_is_as_large_as_promised(content: Content) -> None:
    assert (len(content.creators), len(content.brands)) == (12, 5)
    assert len(content.notes) >= 66
    written = Counter(note.creator for note in content.notes)
    assert min(written.values()) >= 4
    assert set(written) == {creator.handle for creator in content.creators}


def test_three_brands_are_fit_for_admission(content: Content) -> None:
    fit = [b for b in content.brands if b.documents and b.rating >= LEAST_RATING]
    assert len(fit) == 3
    assert [b.slug for b in content.brands if b.rating < LEAST_RATING] == ["apo-treats"]
    assert [b.slug for b in content.brands if not b.documents] == ["dewfall"]
    assert all(3 <= len(brand.products) <= 4 for brand in content.brands)


def test_about_a_sixth_of_the_notes_is_placed_and_only_for_fit_brands(content: Content) -> None:
    placed = [content.products[note.product][0] for note in content.notes if note.product]
    assert len(placed) == 12
    assert all(brand.documents and brand.rating >= LEAST_RATING for brand in placed)


def test_placed_notes_name_the_brand_and_say_how_it_came(content: Content) -> None:
    for note in content.notes:
        if note.product:
            brand, _ = content.products[note.product]
            zh, en = note.title.zh + note.body.zh, note.title.en + note.body.en
            assert brand.name.zh.removesuffix("咖啡").removesuffix("户外") in zh, note.key
            assert brand.name.en.removesuffix(" Coffee") in en, note.key
            assert GIVEN.search(zh), note.key
            assert GIVEN_EN.search(en), note.key


def test_organic_notes_name_no_brand_and_sell_nothing(content: Content) -> None:
    names = [
        name
        for brand in content.brands
        for name in (brand.name.zh, brand.name.zh[:2] + "咖啡", brand.name.en.split()[0])
        if name != "Kiln"
    ]
    for note in content.notes:
        if not note.product:
            whole = " ".join((note.title.zh, note.title.en, note.body.zh, note.body.en))
            assert not [name for name in names if name in whole], note.key
            assert not SPONSORED.search(whole), (note.key, SPONSORED.search(whole))


def test_nothing_leads_readers_away(content: Content) -> None:
    for where, text in texts(content):
        assert not LEADS_AWAY.search(text.zh + text.en), where


def test_notes_are_worth_reading(content: Content) -> None:
    for note in content.notes:
        lines = note.body.zh.split("\n")
        assert 3 <= len(lines) <= 8, note.key
        assert len(lines) == len(note.body.en.split("\n")), (note.key, "the languages differ")
        assert 60 <= len(note.body.zh) <= 400, note.key
        assert len(note.title.zh) <= 32, note.key


def test_no_two_notes_show_the_same_picture_but_a_product(content: Content) -> None:
    shown = Counter(
        recipe.name
        for note in content.notes
        for recipe in note.recipes
        if recipe.shape != "product"
    )
    assert shown.most_common(1)[0][1] == 1


def test_covers_come_in_several_shapes(content: Content) -> None:
    shapes = Counter(note.recipes[0].shape for note in content.notes)
    assert shapes["tall"] > shapes["square"] > shapes["wide"] > 5


def change(folder: Path, file: str, path: list[str | int], value: Any) -> None:
    data = json.loads((folder / file).read_text())
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    (folder / file).write_text(json.dumps(data))


@pytest.mark.parametrize(
    ("file", "path", "value", "fault"),
    [
        ("notes-cups.json", [0, "creator"], "nobody", "no creator 'nobody'"),
        ("notes-cups.json", [1, "product"], "XX-1", "no product 'XX-1'"),
        ("notes-cups.json", [0, "topics"], ["opera"], "no topic 'opera'"),
        ("notes-cups.json", [0, "topics"], [], "no topic"),
        ("notes-cups.json", [0, "pictures"], [], "0 pictures"),
        ("notes-cups.json", [0, "pictures"], ["dragon lake noon 1"], "no scene 'dragon'"),
        ("notes-cups.json", [0, "pictures"], ["vases plaid noon 1"], "'plaid'"),
        ("notes-cups.json", [0, "key"], "bad-cups", "'bad-cups' twice"),
        ("notes-cups.json", [0, "title", "en"], "新手", "no English"),
        ("notes-cups.json", [0, "body", "zh"], "English only", "no Chinese"),
        ("notes-cups.json", [0, "body", "en"], "  ", "no English"),
        ("notes-cups.json", [0, "days_ago"], -1, "future"),
        ("notes-cups.json", [0, "colour"], "red", "unknown field"),
        ("creators.json", [0, "avatar"], "face_cat lake noon 1", "shape 'avatar'"),
        ("brands.json", ["brands", 0, "categories"], ["cars"], "no category 'cars'"),
        ("brands.json", ["brands", 0, "products", 0, "category"], "home", "of its own"),
        ("brands.json", ["brands", 0, "products", 0, "price_fen"], 0, "out of range"),
        ("brands.json", ["brands", 0, "products", 0, "price_fen"], 1.5, "int"),
        ("brands.json", ["brands", 0, "store", "marketplace"], "jd", "marketplace"),
        ("brands.json", ["brands", 0, "rating"], 7, "rating"),
        ("brands.json", ["brands", 1, "store", "store_id"], "518204417", "twice"),
    ],
)
def test_a_fault_is_refused_by_name(
    tmp_path: Path, file: str, path: list[str | int], value: Any, fault: str
) -> None:
    folder = tmp_path / "content"
    shutil.copytree(FOLDER, folder)
    change(folder, file, path, value)
    with pytest.raises(ContentError, match=re.escape(fault)):
        load_content(folder)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(FOLDER, folder)
    (folder / "notes-pets.json").unlink()
    change(folder, "notes-cups.json", [0, "creator"], "nobody")
    with pytest.raises(ContentError) as refused:
        load_content(folder)
    assert "fewer than 60" in str(refused.value)
    assert "nobody" in str(refused.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"brands\.json"):
        load_content(tmp_path)
