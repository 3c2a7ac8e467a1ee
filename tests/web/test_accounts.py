"""Accounts as people meet them: signing up, codes, second factors, sessions, settings."""

import re
import time
from io import BytesIO
from pathlib import Path

import allauth
import polib
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import gettext, override
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from hongmao.people.models import AuditRow, CacheRow, Person, Role
from hongmao.web.account.adapter import browser_words
from tests.factories import PASSWORD, make_person

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("home")]

ENGLISH = {"Accept-Language": "en"}
MAIL = "xiaoman@example.org"
OF_ACCOUNTS = re.compile(
    r"(account|mfa|usersessions)/.*\.py|templates/(account|mfa|usersessions)/messages/"
)
"""Where the account library's own sentences stand that our pages show."""
REFUSED: dict[str, dict[str, str]] = {
    "/login": {"username": "nobody", "password": "wrong"},
    "/sign-up": {"name": "", "email": "no address", "password1": "1"},
    "/password/forgotten": {"email": "no address"},
    "/settings/email": {"action_add": "", "email": "no address"},
    "/settings/password": {"oldpassword": "wrong", "password1": "1"},
    "/settings/app": {"code": "000000"},
}
"""Forms of accounts, filled in wrongly; those of the settings last."""


def code_of(letter: mail.EmailMessage) -> str:
    """The code in a mail."""
    found = re.search(r"^ {4}(\S+)$", str(letter.body), re.MULTILINE)
    assert found is not None
    return found[1]


def sign_up(client: Client, email: str = MAIL) -> None:
    """Fill in the form of a new reader."""
    answer = {"name": "小满", "email": email, "password1": PASSWORD}
    response = client.post("/sign-up", answer)
    assert response.status_code == 302
    assert response.headers["Location"] == "/sign-up/check"


def log_in(client: Client, name: str, password: str = PASSWORD) -> str:
    """Log in; where that leads."""
    response = client.post("/login", {"username": name, "password": password})
    return response.headers.get("Location", "")


def prove(client: Client, password: str = PASSWORD) -> None:
    """Give the password once more."""
    assert client.post("/settings/again", {"password": password}).status_code == 302


def test_a_visitor_signs_up_as_a_reader_once_the_address_works(client: Client) -> None:
    sign_up(client)
    assert client.get("/settings").status_code == 302
    assert client.post("/sign-up/check", {"code": "WRONG"}).status_code == 200
    response = client.post("/sign-up/check", {"code": code_of(mail.outbox[0])})
    assert response.headers["Location"] == "/home"
    who = Person.objects.get(email=MAIL)
    assert (who.role, who.name) == (Role.READER, "小满")
    assert "xiaoman" not in who.username
    assert EmailAddress.objects.get(user=who).verified
    assert client.get("/settings").status_code == 200
    assert AuditRow.objects.filter(verb="sign_up", actor=who).exists()


def test_mail_is_in_the_readers_language(client: Client) -> None:
    client.post(
        "/sign-up",
        {"name": "A", "email": MAIL, "password1": PASSWORD},
        headers={"Accept-Language": "en"},
    )
    assert mail.outbox[0].subject.startswith("Your code: ")
    assert "example.com" not in str(mail.outbox[0].body)


def test_signing_up_twice_says_nothing_of_the_first_to_a_stranger(
    client: Client, settings: Settings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"confirm_email": "5/m/key"}
    sign_up(client)
    client.post("/sign-up/check", {"code": code_of(mail.outbox[0])})
    stranger = Client()
    sign_up(stranger)
    assert Person.objects.filter(email=MAIL).count() == 1
    assert "/password/forgotten" in str(mail.outbox[-1].body)


def test_signing_up_can_be_closed(client: Client, settings: Settings) -> None:
    settings.HONGMAO = settings.HONGMAO.model_copy(update={"open_sign_up": False})
    assert "not open" in client.get("/sign-up", headers=ENGLISH).content.decode()
    client.post("/sign-up", {"name": "A", "email": MAIL, "password1": PASSWORD})
    assert not Person.objects.filter(email=MAIL).exists()


def test_login_takes_the_name_or_the_address(client: Client) -> None:
    sign_up(client)
    client.post("/sign-up/check", {"code": code_of(mail.outbox[0])})
    who = Person.objects.get(email=MAIL)
    for name in (who.username, MAIL):
        assert log_in(Client(), name) == "/home"


def test_accounts_that_an_operator_opened_need_no_address(client: Client) -> None:
    assert log_in(client, make_person(Role.CREATOR).username) == "/home"


def test_tries_are_counted_in_the_database_that_all_processes_share(client: Client) -> None:
    who = make_person()
    for _ in range(5):
        client.post("/login", {"username": who.username, "password": "wrong"})
    response = client.post(
        "/login", {"username": who.username, "password": PASSWORD}, headers=ENGLISH
    )
    assert "Too many tries" in response.content.decode()
    assert CacheRow._default_manager.filter(cache_key__contains="login_failed").exists()


def test_too_many_posts_are_refused_with_a_sentence(client: Client, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    for _ in range(2):
        client.post("/login", {"username": "a", "password": "b"})
    response = client.post("/login", {"username": "a", "password": "b"}, headers=ENGLISH)
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "60"
    assert "There were too many tries" in response.content.decode()


def test_a_forgotten_password_is_set_anew_by_a_code(client: Client) -> None:
    sign_up(client)
    client.post("/sign-up/check", {"code": code_of(mail.outbox[0])})
    other = Client()
    assert other.post("/password/forgotten", {"email": MAIL}).status_code == 302
    code = code_of(mail.outbox[-1])
    assert other.post("/password/forgotten/code", {"code": code}).status_code == 302
    fresh = "another long password"
    other.post("/password/new", {"password1": fresh, "password2": fresh})
    assert log_in(Client(), MAIL, fresh) == "/home"
    assert log_in(Client(), MAIL) == ""
    assert AuditRow.objects.filter(verb="password_reset").exists()


def test_an_app_becomes_the_second_proof(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    who = make_person()
    log_in(client, who.username)
    assert client.get("/settings/app").headers["Location"].startswith("/settings/again")
    prove(client)
    page = client.get("/settings/app").content.decode()
    found = re.search(r"<code>([A-Z2-7]+)</code>", page)
    assert found is not None
    secret = found[1]

    def shown(step: int = 0) -> str:
        return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step)))

    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/settings/app", {"code": shown()}).status_code == 302
    kept = Authenticator.objects.get(user=who, type="totp")
    assert secret not in str(kept.data), "sealed"
    codes = re.findall(r"<li><code>(\w+)</code>", client.get("/settings/codes").content.decode())
    assert len(codes) == 10
    other = Client()
    assert log_in(other, who.username) == "/login/factor"
    assert other.get("/settings").status_code == 302
    assert other.post("/login/factor", {"code": codes[0]}).headers["Location"] == "/home"
    assert other.get("/settings").status_code == 200
    again = Client()
    log_in(again, who.username)
    assert again.post("/login/factor", {"code": codes[0]}).status_code == 200, "once only"
    assert AuditRow.objects.filter(actor=who, verb="totp_activated").count() == 1


def test_consoles_wait_for_a_second_proof_where_the_settings_ask(
    client: Client, settings: Settings
) -> None:
    settings.HONGMAO = settings.HONGMAO.model_copy(update={"require_second_factor": True})
    client.force_login(make_person(Role.OPERATOR))
    response = client.get("/operator", headers=ENGLISH)
    assert response.headers["Location"] == "/settings/security"
    assert "needs a passkey" in client.get("/settings/security", headers=ENGLISH).content.decode()
    client.force_login(make_person(Role.READER))
    assert client.get("/settings").status_code == 200


def test_sessions_are_listed_and_ended(client: Client) -> None:
    who = make_person()
    phone, desk = Client(headers={"User-Agent": "Mozilla/5.0 (iPhone) Safari/604"}), client
    log_in(phone, who.username)
    log_in(desk, who.username)
    page = desk.get("/settings/sessions", headers=ENGLISH).content.decode()
    assert "Safari · iPhone" in page
    found = re.search(r'name="session" value="(\d+)"', page)
    assert found is not None
    assert Client().post("/settings/sessions", {"session": found[1]}).status_code == 302
    assert phone.get("/settings").status_code == 200
    desk.post("/settings/sessions", {"session": found[1]})
    assert phone.get("/settings").status_code == 302
    assert desk.get("/settings").status_code == 200
    log_in(phone, who.username)
    desk.post("/settings/sessions", {"session": "others"})
    assert phone.get("/settings").status_code == 302
    assert desk.get("/settings").status_code == 200


def test_nobody_ends_anothers_session(client: Client) -> None:
    other = Client()
    log_in(other, make_person().username)
    page = other.get("/settings/sessions").content.decode()
    assert 'name="session"' not in page
    client.force_login(make_person())
    for number in range(1, 50):
        client.post("/settings/sessions", {"session": str(number)})
    assert other.get("/settings").status_code == 200


def picture(size: tuple[int, int] = (900, 600), form: str = "JPEG") -> SimpleUploadedFile:
    """An upload that carries where it was taken."""
    made, out = Image.new("RGB", size, "#cb3a26"), BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    made.save(out, form, exif=exif)
    return SimpleUploadedFile("me.jpg", out.getvalue(), "image/jpeg")


def test_a_profile_is_edited_and_its_picture_made_anew(client: Client, home: Path) -> None:
    who = make_person()
    client.force_login(who)
    answer = {"name": "阿满", "bio": "喝茶", "name_en": "Man", "bio_en": "Tea"}
    assert client.post("/settings", {**answer, "picture": picture()}).status_code == 302
    who.refresh_from_db()
    assert (who.name, who.bio, who.name_en, who.bio_en) == ("阿满", "喝茶", "Man", "Tea")
    first = home / "media" / who.avatar
    kept = first.read_bytes()
    assert b"SecretCamera" not in kept
    with Image.open(BytesIO(kept)) as shown:
        assert (shown.size, shown.format) == ((256, 256), "WEBP")
    assert client.get(f"/media/{who.avatar}").status_code == 200
    client.post("/settings", {**answer, "picture": picture(form="PNG")})
    who.refresh_from_db()
    assert (home / "media" / who.avatar).exists()
    assert not first.exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg onload=alert(1)>", b"GIF89a" + bytes(50), b"\x89PNG\r\n\x1a\n" + bytes(80)],
)
def test_what_is_no_picture_is_refused(client: Client, content: bytes) -> None:
    client.force_login(make_person(name="前"))
    file = SimpleUploadedFile("me.png", content or b" ", "image/png")
    response = client.post("/settings", {"name": "后", "picture": file}, headers=ENGLISH)
    assert response.status_code == 409
    assert "Choose another" in response.content.decode()
    assert not Person.objects.filter(name="后").exists()


def test_a_bomb_is_refused_before_it_is_decoded(client: Client) -> None:
    client.force_login(make_person())
    started = time.process_time()
    file = picture((12_000, 12_000), "PNG")
    made = time.process_time()
    response = client.post("/settings", {"name": "后", "picture": file})
    assert response.status_code == 409
    assert time.process_time() - made < made - started


@pytest.mark.parametrize(
    "address", ["/login", "/sign-up", "/sign-up/passkey", "/password/forgotten"]
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_look_like_ours_and_run_nothing_inline(
    client: Client, address: str, language: str
) -> None:
    page = client.get(address, headers={"Accept-Language": language}).content.decode()
    assert 'class="login"' in page
    assert not re.search(r"<script(?![^>]* src=)", page)
    assert " style=" not in page
    assert "onclick" not in page


def test_the_chinese_of_accounts_speaks_as_ours(client: Client) -> None:
    """No 您 in what the account library says in code or messages, nor where a form is refused."""
    said = polib.pofile(str(Path(allauth.__file__).parent / "locale/zh_Hans/LC_MESSAGES/django.po"))
    shown = [
        entry.msgid
        for entry in said
        if any(OF_ACCOUNTS.match(place) for place, _line in entry.occurrences)
    ]
    assert len(shown) > 50
    with override("zh-hans"):
        assert [text for text in shown if "您" in gettext(text)] == []
        assert gettext("Be patient, you are sending too many requests.").startswith("操作太频繁")
    who = make_person(Role.READER)
    for address, fields in REFUSED.items():
        if address == "/settings/email":
            client.force_login(who)
            prove(client)
        response = client.post(address, fields, headers={"Accept-Language": "zh-CN"}, follow=True)
        text = response.content.decode()
        assert "field-error" in text or "notice" in text, address
        assert "您" not in text, address


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537", "Chrome · Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Edg/130", "Edge · Windows"),
        ("curl/8.0", "curl/8.0"),
        ("", "?"),
    ],
)
def test_browsers_are_named_in_few_words(agent: str, words: str) -> None:
    assert browser_words(agent) == words
