"""What every page carries: headers, nothing inline, its language, its cookie."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from hongmao.links.models import PlacementState
from hongmao.people.models import Role
from hongmao.web.middleware import READER_COOKIE, content_policy
from tests import factories
from tests.web.parsing import read_page

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("home")]

PAGES = {
    "/": None,
    "/login": None,
    "/nowhere": None,
    "/operator": Role.OPERATOR,
    "/creator": Role.CREATOR,
    "/brand": Role.BRAND,
    "/brand/placements": Role.BRAND,
    "/brand/prepaid": Role.BRAND,
    "/payouts": Role.CREATOR,
    "/operator/payouts": Role.OPERATOR,
    "/operator/prepaid": Role.OPERATOR,
    "/home": Role.READER,
    "/following": Role.READER,
    "/mine": Role.READER,
    "/notices": Role.READER,
    "/operator/reports": Role.OPERATOR,
}


@pytest.fixture
def community() -> dict[Role, object]:
    """A note with a live card, one with a proposal, an application; and the people of them."""
    live = factories.make_placement()
    factories.make_placement(
        PlacementState.PROPOSED, brand=live.brand, note=factories.make_note(live.creator)
    )
    factories.make_placement(PlacementState.AGREED, brand=live.brand)
    return {
        Role.CREATOR: live.creator,
        Role.BRAND: live.brand.team.get(),
        Role.OPERATOR: factories.make_person(Role.OPERATOR),
        Role.READER: factories.make_person(Role.READER),
    }


@pytest.mark.parametrize("path", [*PAGES, "/n/"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_nothing_is_inline(
    client: Client, community: dict[Role, object], path: str, language: str
) -> None:
    role = PAGES.get(path)
    if role:
        client.force_login(community[role])  # type: ignore[arg-type]
    if path == "/n/":
        path = f"/n/{factories.make_placement().note_id}"
    response = client.get(path, headers={"Accept-Language": language}, follow=True)
    html = response.content.decode()
    elements = read_page(html)
    assert elements[0].attributes["lang"] == {"zh-CN": "zh-Hans", "en": "en"}[language]
    for element in elements:
        assert element.tag != "style", path
        assert element.tag != "script" or (element.attributes["src"] and not element.text.strip())
        inline = [name for name in element.attributes if name == "style" or name.startswith("on")]
        assert not inline, (path, element.tag, inline)
        assert not element.attributes.get("href", "").startswith("javascript:")


@pytest.mark.parametrize("path", ["/", "/login", "/nowhere", "/operator", "/healthz", "/media/x"])
def test_every_answer_carries_the_policy(client: Client, path: str, settings: Settings) -> None:
    response = client.get(path)
    policy = response.headers["Content-Security-Policy"]
    assert policy == content_policy(settings.HONGMAO.edge_address)
    assert "unsafe" not in policy
    assert f"connect-src 'self' {settings.HONGMAO.edge_address}" in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in response.headers["Permissions-Policy"]


def test_the_policy_names_the_origin_of_the_edge_only() -> None:
    assert "connect-src 'self' https://go.example;" in content_policy("https://go.example/path")


def test_a_host_that_is_not_ours_gets_the_policy_too(client: Client) -> None:
    response = client.get("/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "Content-Security-Policy" in response.headers


def test_a_reader_gets_one_cookie(client: Client) -> None:
    first = client.get("/").cookies[READER_COOKIE]
    assert len(first.value) == 32
    assert first["httponly"]
    assert first["samesite"] == "Lax"
    assert first["max-age"] == 365 * 24 * 3600
    assert READER_COOKIE not in client.get("/").cookies


def test_only_pages_set_the_cookie(client: Client) -> None:
    for path in ("/healthz", "/media/none.webp", "/home", "/nowhere"):
        assert READER_COOKIE not in client.get(path).cookies, path


def test_the_language_switch_holds(client: Client) -> None:
    answer = {"language": "en", "next": "/login"}
    response = client.post("/language", answer, follow=True, headers={"Accept-Language": "zh-CN"})
    assert "Welcome back" in response.content.decode()
    back = client.post("/language", {"language": "zh-hans", "next": "/login"}, follow=True)
    assert "欢迎回来" in back.content.decode()


def test_a_language_switch_leads_nowhere_else(client: Client) -> None:
    response = client.post("/language", {"language": "en", "next": "https://evil.example/"})
    assert response.headers["Location"] == "/"


def test_health(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"database": True})


def test_a_broken_page_speaks_both_languages(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.web.broken_urls"
    visitor = Client(raise_request_exception=False)
    english = visitor.get("/broken", headers={"Accept-Language": "en"})
    chinese = visitor.get("/broken", headers={"Accept-Language": "zh-CN"})
    assert english.status_code == chinese.status_code == 500
    assert "Something broke" in english.content.decode()
    assert "出了点问题" in chinese.content.decode()


@pytest.fixture
def picture(home: Path) -> bytes:
    """A picture in the media folder, and a secret beside that folder."""
    (home / "media" / "notes").mkdir(parents=True)
    (home / "media" / "notes" / "a.webp").write_bytes(b"RIFF....WEBP")
    (home / "media" / "page.html").write_text("<script>")
    (home / "env").write_text("HONGMAO_SECRET=x")
    (home / "secret.webp").write_bytes(b"secret")
    (home / "media" / "out.webp").symlink_to(home / "secret.webp")
    return b"RIFF....WEBP"


def test_pictures_are_served_and_kept(client: Client, picture: bytes) -> None:
    response = client.get("/media/notes/a.webp")
    assert b"".join(response.streaming_content) == picture  # type: ignore[attr-defined]
    assert response.headers["Content-Type"] == "image/webp"
    assert "immutable" in response.headers["Cache-Control"]
    since = {"If-Modified-Since": response.headers["Last-Modified"]}
    assert client.get("/media/notes/a.webp", headers=since).status_code == 304


@pytest.mark.usefixtures("picture")
@pytest.mark.parametrize(
    "path",
    [
        "../env", "../secret.webp", "notes/../../secret.webp", "..%2Fsecret.webp",
        "%2e%2e/secret.webp", "/etc/passwd", "notes", "notes/", "page.html", "no.webp",
        "notes/a.webp%00.png", "..\\secret.webp", "out.webp",
    ],
)  # fmt: skip
def test_nothing_else_is_served(client: Client, path: str) -> None:
    assert client.get(f"/media/{path}").status_code == 404
