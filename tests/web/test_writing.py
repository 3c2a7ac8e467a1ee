"""Writing a note on a phone: pictures, order, crop, publish, change, history, delete."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, FilePayload, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from hongmao.links.models import Placement, PlacementState
from hongmao.notes.models import Draft, Note
from hongmao.people.models import Role
from tests import factories
from tests.notes.films import film
from tests.web.parsing import read_page
from tests.web.test_browser import Visit

database = [
    pytest.mark.database,
    pytest.mark.usefixtures("home"),
]
pytestmark = database

EN = {"Accept-Language": "en"}
KEY = "/write/0b9d2bd8-4ad5-4c8e-9b8f-2c7d6a3f1e55"


def photo(sky: str, ground: str, size: tuple[int, int] = (1200, 1600)) -> bytes:
    """A picture that can be told from others."""
    image = Image.new("RGB", size, sky)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, size[1] * 2 // 3, *size), fill=ground)
    draw.ellipse((size[0] // 4, size[1] // 4, size[0] * 3 // 4, size[1] * 3 // 5), fill="#fff6e0")
    held = BytesIO()
    image.save(held, "JPEG", quality=85)
    return held.getvalue()


PHOTOS: list[FilePayload] = [
    {"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": photo(*colours, size)}
    for n, (colours, size) in enumerate(
        [
            (("#d9b89a", "#7a4a2b"), (1200, 1600)),
            (("#9ec6d8", "#3f6b4f"), (1600, 1200)),
            (("#e8c4c0", "#a04848"), (1200, 1200)),
        ]
    )
]


def alts(page: Page) -> list[str]:
    """What each picture of the composer is said to show, in order."""
    return [field.input_value() for field in page.locator("[name^=alt-]").all()]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("language", "scheme"), [("zh-CN", "light"), ("en-US", "dark")])
def test_a_note_from_its_first_picture_to_its_end(
    browser: Browser, live_server: LiveServer, home: Path, language: str, scheme: str
) -> None:
    reader = factories.make_person(Role.READER, name="小满", name_en="Xiaoman")
    friend = factories.make_person(Role.READER)
    with Visit(browser, f"{live_server.url}/login?next=/write", language, scheme) as page:
        page.fill("#id_username", reader.username)
        page.fill("#id_password", factories.PASSWORD)
        page.click("main button")
        page.locator("a[href^='/write/']").first.click()
        page.set_input_files("#files", PHOTOS)
        expect(page.locator("[data-shot]")).to_have_count(3, timeout=20_000)
        for place, words in enumerate(("一壶茶", "窗外", "点心")):
            page.locator("[name^=alt-]").nth(place).fill(words)
        page.locator("[data-shot]").nth(2).locator(".shot-act").first.click()
        page.wait_for_load_state()
        assert alts(page) == ["一壶茶", "点心", "窗外"]
        page.locator("[data-aspect]").nth(2).select_option("1:1")
        expect(page.locator("[data-view]").nth(2)).to_have_class(re.compile("aspect-1-1"))
        page.fill("#id_title", "雨天的一壶茶")
        page.fill("#id_body", f"水温九十度，慢慢来。#喝茶 谢谢@{friend.username}！")
        page.check("#id_paid")
        page.fill("#id_paid_by", "山间茶行")
        expect(page.locator("#saved")).to_contain_text(re.compile("Saved|已保存"))
        page.wait_for_timeout(2200)
        assert Draft.objects.get().title == "雨天的一壶茶"
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        page.locator(".composer-acts [value=preview]").click()
        page.wait_for_url(re.compile("/preview$"))
        expect(page.locator("[data-label]")).to_be_visible()
        page.locator(".preview-bar form button").click()
        page.wait_for_url(re.compile(r"/n/\d+$"))
        note = Note.objects.get()
        assert [p.alt for p in note.pictures.all()] == ["一壶茶", "点心", "窗外"]
        assert [(p.width, p.height) for p in note.pictures.all()][2] == (1200, 1200)
        expect(page.locator("[data-label]").first).to_be_visible()
        expect(page.locator(".mention")).to_have_text(f"@{friend.username}")
        assert page.locator(".gallery img").first.evaluate("i => i.currentSrc").endswith(".webp")

        page.locator(".own form button").click()
        page.wait_for_url(re.compile("/write/"))
        page.fill("#id_body", "水温九十二度，慢慢来。#喝茶")
        page.locator(".composer-acts [value=publish]").click()
        page.wait_for_url(re.compile(rf"/n/{note.pk}$"))
        page.locator("a[href$='/history']").click()
        expect(page.locator("ins").first).to_have_text("二")
        expect(page.locator(".change")).to_have_count(2)
        for _ in range(9):  # an ad stands among others only
            factories.make_note()
        page.goto(f"{live_server.url}/")
        expect(page.locator(".tile [data-label]")).to_be_visible()
        page.goto(f"{live_server.url}/n/{note.pk}/delete")
        page.locator(".delete form button").click()
        page.wait_for_url(re.compile("/write$"))
        gone = page.goto(f"{live_server.url}/n/{note.pk}")
        assert gone is not None
        assert gone.status == 404
    assert not list((home / "media").rglob("*.webp"))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_pictures_are_dragged_into_order(browser: Browser, live_server: LiveServer) -> None:
    writer = factories.make_person(Role.CREATOR)
    with Visit(browser, f"{live_server.url}/login?next={KEY}", "en-US") as page:
        page.set_viewport_size({"width": 1200, "height": 900})
        page.fill("#id_username", writer.username)
        page.fill("#id_password", factories.PASSWORD)
        page.click("main button")
        page.set_input_files("#files", PHOTOS)
        for place, words in enumerate("abc"):
            page.locator("[name^=alt-]").nth(place).fill(words)
        start, end = (page.locator("[data-view]").nth(n).bounding_box() for n in (0, 2))
        assert start is not None
        assert end is not None
        page.mouse.move(start["x"] + 60, start["y"] + 60)
        page.mouse.down()
        page.mouse.move(end["x"] + 80, end["y"] + 60, steps=12)
        page.mouse.up()
        assert alts(page) == ["b", "c", "a"]
        page.locator(".composer-acts [value=save]").click()
        page.wait_for_selector(".notice-done")
        assert alts(page) == ["b", "c", "a"]


@pytest.mark.django_db
def test_a_refusal_loses_nothing(client: Client, settings: Settings) -> None:
    client.force_login(factories.make_person(Role.READER))
    answer = client.post(KEY, {"do": "publish", "body": "只写了正文", "paid": "on"}, headers=EN)
    assert answer.status_code == 409
    assert "Give the note a title" in answer.content.decode()
    assert "只写了正文" in answer.content.decode()
    assert Draft.objects.get().paid
    long = client.post(KEY, {"do": "save", "title": "长" * 81}, headers=EN)
    assert long.status_code == 422
    assert "长" * 81 in long.content.decode()


@pytest.mark.django_db
def test_what_is_no_picture_is_said_and_the_rest_is_kept(client: Client) -> None:
    client.force_login(factories.make_person(Role.CREATOR))
    files = [BytesIO(b"<svg onload='alert(1)'/>"), BytesIO(PHOTOS[0]["buffer"])]
    files[0].name, files[1].name = "cat.jpg", "cat.svg"
    answer = client.post(KEY, {"do": "upload", "title": "标题", "pictures": files}, headers=EN)
    assert answer.status_code == 409
    assert "This is no picture that we can read" in answer.content.decode()
    assert Draft.objects.get().pictures.count() == 1


@pytest.mark.django_db
def test_a_video_is_sent_shown_and_played_in_pieces(client: Client, home: Path) -> None:
    client.force_login(factories.make_person(Role.CREATOR))
    with film(home / "a.mp4", seconds=1).open("rb") as sent:
        said = client.post(KEY, {"do": "upload", "title": "注水", "video": sent}, headers=EN)
    assert said.headers["Location"].endswith("#video")
    wrong = BytesIO(b"#EXTM3U")
    wrong.name = "a.mp4"
    refused = client.post(KEY, {"do": "upload", "title": "注水", "video": wrong}, headers=EN)
    assert "This is no video" in refused.content.decode()
    text = {"title": "注水", "body": "慢慢来", "video_alt": "水从壶嘴<绕三圈>"}
    client.post(KEY, {"do": "publish", **text})
    note = Note.objects.get()
    elements = read_page(client.get(f"/n/{note.pk}").content.decode())
    shown = next(e.attributes for e in elements if e.tag == "video")
    assert (shown["preload"], shown["aria-label"]) == ("none", text["video_alt"])
    assert not {"autoplay", "loop"} & shown.keys()
    assert client.get(shown["poster"]).headers["Content-Type"] == "image/jpeg"
    tiles = read_page(client.get("/", headers=EN).content.decode())
    assert [e.text for e in tiles if "tile-film" in e.classes] == ["Video0:01"]

    whole = (home / "media" / note.video.film).read_bytes()
    for asked, start, stop in (
        ("bytes=0-1", 0, 2),
        ("bytes=5-", 5, len(whole)),
        ("bytes=-1", len(whole) - 1, len(whole)),
        ("bytes=9-99999999", 9, len(whole)),
    ):
        piece = client.get(shown["src"], headers={"Range": asked})
        assert (piece.status_code, piece.content) == (206, whole[start:stop]), asked
        assert piece.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{len(whole)}"
    beyond = client.get(shown["src"], headers={"Range": f"bytes={len(whole)}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(whole)}")
    for plain in ({}, {"Range": "bytes=0-1,5-9"}, {"Range": "pages=1-2"}, {"Range": "bytes=9-2"}):
        answer = client.get(shown["src"], headers=plain)
        assert b"".join(answer.streaming_content) == whole  # type: ignore[attr-defined]
        assert answer.headers["Content-Type"] == "video/mp4"


@pytest.mark.django_db
def test_a_form_that_is_too_long_is_not_read(client: Client, settings: Settings) -> None:
    values = {"note_pictures": 1, "picture_bytes": 1 << 16, "video_bytes": 1 << 16}
    settings.HONGMAO = settings.HONGMAO.model_copy(update=values)
    client.force_login(factories.make_person(Role.CREATOR))
    file = BytesIO(bytes(2 << 20))
    file.name = "large.jpg"
    assert client.post(KEY, {"do": "upload", "pictures": file}).status_code == 400
    assert not Draft.objects.exists()


@pytest.mark.django_db
def test_nobody_sees_anothers_draft_or_history(client: Client) -> None:
    writer, other = factories.make_person(Role.CREATOR), factories.make_person(Role.CREATOR)
    client.force_login(writer)
    client.post(KEY, {"do": "save", "title": "我的"})
    note = factories.make_note(writer)
    client.force_login(other)
    for address in (KEY, f"{KEY}/preview", f"/n/{note.pk}/history", f"/n/{note.pk}/delete"):
        assert client.get(address).status_code == 404
    for address in (KEY, f"{KEY}/publish", f"{KEY}/discard", f"/n/{note.pk}/edit"):
        assert client.post(address, {"title": "别人的"}).status_code == 404
    assert Draft.objects.get().title == "我的"
    client.force_login(factories.make_person(Role.OPERATOR))
    assert client.get(f"/n/{note.pk}/history").status_code == 200


@pytest.mark.django_db
def test_a_product_is_asked_for_and_the_brand_answers(client: Client) -> None:
    brand = factories.make_brand()
    factories.make_admission(brand)
    campaign, product = factories.make_campaign(brand), factories.make_product(brand)
    creator = factories.make_person(Role.CREATOR)
    client.force_login(creator)
    text = {"title": "标题", "body": "正文", "attach": f"{campaign.pk}:{product.pk}"}
    client.post(KEY, {"do": "publish", **text}, headers=EN)
    placement = Placement.objects.get()
    assert (placement.asked, placement.state) == (True, PlacementState.PROPOSED)
    assert "The brand answers next" in client.get("/creator", headers=EN).content.decode()
    editing = client.post(f"/n/{placement.note_id}/edit", headers=EN, follow=True)
    assert "The brand answers next" in editing.content.decode()
    client.force_login(brand.team.get())
    page = client.get("/brand/placements", headers=EN).content.decode()
    assert f"/brand/placements/{placement.pk}/accept" in page
    client.post(f"/brand/placements/{placement.pk}/accept")
    placement.refresh_from_db()
    assert placement.state == PlacementState.AGREED


@pytest.mark.django_db
def test_a_declared_note_is_labelled_wherever_it_is_shown(client: Client) -> None:
    creator = factories.make_person(Role.CREATOR)
    client.force_login(creator)
    text = {"title": "标题", "body": "正文", "paid": "on", "paid_by": "<茶行>"}
    client.post(KEY, {"do": "publish", **text})
    note = Note.objects.get()
    for _ in range(9):  # an ad stands among others only
        factories.make_note()
    for address in ("/", f"/n/{note.pk}"):
        elements = read_page(client.get(address).content.decode())
        assert [e.text for e in elements if "data-label" in e.attributes] == ["广告"], address
    assert "&lt;茶行&gt;" in client.get(f"/n/{note.pk}").content.decode()
    why = client.get(f"/n/{note.pk}/why", headers=EN).content.decode()
    assert "says that &lt;茶行&gt; paid for it" in why
    assert "Nobody pays for it" not in why


@pytest.mark.django_db
def test_a_text_is_shown_without_its_markup(client: Client) -> None:
    creator, named = factories.make_person(Role.CREATOR), factories.make_person()
    client.force_login(creator)
    body = f"<script>alert(1)</script> @{named.username} @<b>"
    client.post(KEY, {"do": "publish", "title": "<i>", "body": body})
    page = client.get(f"/n/{Note.objects.get().pk}").content.decode()
    assert "<script>alert" not in page
    assert "<b>" not in page
    assert f'<a class="mention" href="/c/{named.username}">@{named.username}</a>' in page
