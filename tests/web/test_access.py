"""Who may call what: every address, walked as every role, against the table below."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, get_resolver
from django.views import View

from hongmao.links.models import PlacementState
from hongmao.people.models import Person, Role
from hongmao.web.access import ANYONE, SIGNED, access_of, allow
from hongmao.web.middleware import DenyByDefault
from tests import factories

pytestmark = [pytest.mark.database, pytest.mark.django_db]

EVERYONE = {None, *Role}

ACCESS: dict[str, set[Role | None]] = {
    "feed": EVERYONE,
    "note": EVERYONE,
    "search": EVERYONE,
    "search_suggestions": EVERYONE,
    "like": {*Role},
    "collect": {*Role},
    "why": EVERYONE,
    "comment": {*Role},
    "report_note": {*Role},
    "delete_comment": {*Role},
    "report_comment": {*Role},
    "following": {*Role},
    "topic": EVERYONE,
    "creator_page": EVERYONE,
    "follow": {*Role},
    "mine": {*Role},
    "open_board": {*Role},
    "board": EVERYONE,
    "change_board": {*Role},
    "close_board": {*Role},
    "notices": {*Role},
    "reports": {Role.OPERATOR},
    "dismiss_report": {Role.OPERATOR},
    "uphold_report": {Role.OPERATOR},
    "write": {Role.READER, Role.CREATOR},
    "compose": {Role.READER, Role.CREATOR},
    "preview": {Role.READER, Role.CREATOR},
    "publish": {Role.READER, Role.CREATOR},
    "discard": {Role.READER, Role.CREATOR},
    "edit_note": {Role.READER, Role.CREATOR},
    "delete_note": {Role.READER, Role.CREATOR},
    "history": {Role.CREATOR, Role.OPERATOR},
    "login": EVERYONE,
    "logout": EVERYONE,
    "set_language": EVERYONE,
    "account_login": EVERYONE,
    "mfa_login_webauthn": EVERYONE,
    "mfa_authenticate": EVERYONE,
    "account_inactive": EVERYONE,
    "account_logout": EVERYONE,
    "account_signup": EVERYONE,
    "account_signup_by_passkey": EVERYONE,
    "mfa_signup_webauthn": EVERYONE,
    "account_email_verification_sent": EVERYONE,
    "account_reset_password": EVERYONE,
    "account_confirm_password_reset_code": EVERYONE,
    "account_complete_password_reset": EVERYONE,
    "account_password_reset_completed": EVERYONE,
    "settings": {*Role},
    "mfa_index": {*Role},
    "account_email": {*Role},
    "account_change_password": {*Role},
    "account_set_password": {*Role},
    "usersessions_list": {*Role},
    "account_reauthenticate": {*Role},
    "mfa_reauthenticate": {*Role},
    "mfa_reauthenticate_webauthn": {*Role},
    "mfa_list_webauthn": {*Role},
    "mfa_add_webauthn": {*Role},
    "mfa_edit_webauthn": {*Role},
    "mfa_remove_webauthn": {*Role},
    "mfa_activate_totp": {*Role},
    "mfa_deactivate_totp": {*Role},
    "mfa_view_recovery_codes": {*Role},
    "mfa_generate_recovery_codes": {*Role},
    "mfa_download_recovery_codes": {*Role},
    "my_data": {*Role},
    "join_devices": {*Role},
    "export_data": {*Role},
    "delete_account": {*Role},
    "home": {*Role},
    "creator": {Role.CREATOR},
    "agree": {Role.CREATOR},
    "decline": {Role.CREATOR},
    "my_payouts": {Role.CREATOR, Role.AGENCY},
    "my_prepaid": {Role.BRAND},
    "invoice": {Role.BRAND, Role.OPERATOR},
    "payouts": {Role.OPERATOR},
    "draft_batch": {Role.OPERATOR},
    "set_threshold": {Role.OPERATOR},
    "payout_results": {Role.OPERATOR},
    "batch": {Role.OPERATOR},
    "release_batch": {Role.OPERATOR},
    "cancel_batch": {Role.OPERATOR},
    "batch_file": {Role.OPERATOR},
    "prepaid": {Role.OPERATOR},
    "record_deposit": {Role.OPERATOR},
    "issue_invoice": {Role.OPERATOR},
    "invoice_deposit": {Role.OPERATOR},
    "claims": {Role.CREATOR},
    "brand": {Role.BRAND},
    "placements": {Role.BRAND},
    "products": {Role.BRAND},
    "product": {Role.BRAND},
    "withdraw_product": {Role.BRAND},
    "apply": {Role.READER, Role.BRAND},
    "open_campaign": {Role.BRAND},
    "accept": {Role.BRAND},
    "turn_down": {Role.BRAND},
    "operator": {Role.OPERATOR},
    "admit": {Role.OPERATOR},
    "refuse_admission": {Role.OPERATOR},
    "approve": {Role.OPERATOR},
    "refuse": {Role.OPERATOR},
    "pause": {Role.OPERATOR},
    "resume": {Role.OPERATOR},
    "end": {Role.OPERATOR},
    "settlement": {Role.OPERATOR},
    "reconciliation": {Role.OPERATOR},
    "book_difference": {Role.OPERATOR},
    "statements": {Role.CREATOR, Role.AGENCY, Role.BRAND, Role.OPERATOR},
    "statement": {Role.CREATOR, Role.AGENCY, Role.BRAND, Role.OPERATOR},
    "statement_table": {Role.CREATOR, Role.AGENCY, Role.BRAND, Role.OPERATOR},
    "line": {Role.CREATOR, Role.AGENCY, Role.BRAND, Role.OPERATOR},
    "commission": {Role.CREATOR, Role.AGENCY, Role.BRAND, Role.OPERATOR},
    "order": {Role.CREATOR, Role.AGENCY, Role.BRAND, Role.OPERATOR},
    "match": {Role.CREATOR, Role.AGENCY, Role.BRAND, Role.OPERATOR},
    "click": {Role.CREATOR, Role.AGENCY, Role.BRAND, Role.OPERATOR},
    "synonyms": {Role.OPERATOR},
    "add_synonyms": {Role.OPERATOR},
    "drop_synonyms": {Role.OPERATOR},
    "claim_queue": {Role.OPERATOR},
    "claim": {Role.OPERATOR},
    "gather_claim": {Role.OPERATOR},
    "name_claim_order": {Role.OPERATOR},
    "grant_claim": {Role.OPERATOR},
    "grant_claim_goodwill": {Role.OPERATOR},
    "refuse_claim": {Role.OPERATOR},
    "campaigns": {Role.OPERATOR, Role.BRAND},
    "terms": {Role.OPERATOR, Role.BRAND},
    "add_terms": {Role.OPERATOR},
    "withdraw_terms": {Role.OPERATOR},
    "embed_js": EVERYONE,
    "embedded_note": EVERYONE,
    "oembed": EVERYONE,
    "api_cards": EVERYONE,
    "api_contents": EVERYONE,
    "shopify": EVERYONE,
    "taobao_ud": EVERYONE,
    "postback": EVERYONE,
    "manifest": EVERYONE,
    "service_worker": EVERYONE,
    "offline": EVERYONE,
    "healthz": EVERYONE,
    "media": EVERYONE,
}
"""Who may call the view of each name; None is a visitor who has not logged in."""

PROVEN = {"shopify", "taobao_ud", "postback", "api_cards", "api_contents"}
"""Of these, the ones whose callers prove who they are in the request itself."""


def patterns() -> list[URLPattern]:
    """Every address of the pages."""
    found = get_resolver().url_patterns
    plain = [pattern for pattern in found if isinstance(pattern, URLPattern)]
    assert len(plain) == len(found)
    return plain


def addresses() -> Iterator[tuple[str, str]]:
    """Every name with an address that leads to its view; nothing has the number 999999."""
    for pattern in patterns():
        route = str(pattern.pattern).replace("<int:pk>", "999999")
        route = route.replace("<int:version>", "1").replace("<uuid:key>", str(UUID(int=0)))
        route = route.replace("<slug:name>", "nobody").replace("<str:token>", "nothing")
        route = route.replace("<str:topic>", "nothing").replace("<str:username>", "nobody")
        yield str(pattern.name), "/" + route.replace("<path:file>", "nothing.webp")


def person_of(role: Role | None) -> Person | None:
    """Somebody of that role."""
    return factories.make_person(role) if role else None


def test_the_table_names_every_address() -> None:
    assert {name for name, _ in addresses()} == set(ACCESS)


def test_every_view_states_who_may_call_it() -> None:
    for pattern in patterns():
        stated = access_of(pattern.callback)
        assert stated, pattern.name
        expected = ACCESS[str(pattern.name)]
        anyone = {SIGNED if pattern.name in PROVEN else ANYONE}
        assert set(stated) == (anyone if None in expected else expected), pattern.name
        assert getattr(pattern.callback, "csrf_exempt", False) == (pattern.name in PROVEN)


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_as_every_role(client: Client, role: Role | None, method: str) -> None:
    who = person_of(role)
    for name, address in addresses():
        if who:
            client.force_login(who)
        response = getattr(client, method)(address)
        denied = role not in ACCESS[name]
        if denied and role is None:
            assert response.status_code == 302, name
            assert response.headers["Location"].startswith("/login?next="), name
        else:
            assert (response.status_code == 403) == denied, (name, response.status_code)
            assert response.status_code < 500, name


def test_a_visitor_who_likes_comes_back_to_the_note(client: Client) -> None:
    note = factories.make_note()
    page = f"http://testserver/n/{note.pk}"
    answer = client.post(f"/n/{note.pk}/like", headers={"Referer": page})
    assert answer.headers["Location"] == f"/login?next=/n/{note.pk}"
    htmx = client.post(f"/n/{note.pk}/like", headers={"Referer": page, "HX-Request": "true"})
    assert htmx.headers["HX-Redirect"] == f"/login?next=/n/{note.pk}"
    for astray in ("https://evil.example/n/1", "", "javascript:alert(1)"):
        away = client.post(f"/n/{note.pk}/like", headers={"Referer": astray})
        assert away.headers["Location"] == "/login?next=/home"


def test_a_wrong_role_reads_why(client: Client) -> None:
    client.force_login(factories.make_person(Role.CREATOR))
    english = client.get("/operator", headers={"Accept-Language": "en"})
    chinese = client.get("/operator", headers={"Accept-Language": "zh-CN"})
    assert "Your account may not do this" in english.content.decode()
    assert "你的账号无权进行此操作" in chinese.content.decode()


def test_a_view_that_states_nothing_is_refused(
    rf: RequestFactory, caplog: pytest.LogCaptureFixture
) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse("secret")

    gate = DenyByDefault(lambda request: HttpResponse())
    request = rf.get("/nowhere")
    request.user = factories.make_person(Role.OPERATOR)
    response = gate.process_view(request, view, (), {})
    assert response is not None
    assert response.status_code == 403
    assert "/nowhere states no access" in caplog.text
    assert gate.process_view(request, allow(Role.OPERATOR)(view), (), {}) is None


def test_a_statement_holds_for_class_views_too() -> None:
    view = allow(ANYONE)(View.as_view())
    assert access_of(view) == frozenset({ANYONE})
    assert access_of(View.as_view()) is None


@pytest.mark.parametrize(
    ("role", "page"),
    [
        (Role.READER, "/"),
        (Role.CREATOR, "/creator"),
        (Role.BRAND, "/brand"),
        (Role.OPERATOR, "/operator"),
    ],
)
def test_login_leads_home(client: Client, role: Role, page: str) -> None:
    who = factories.make_person(role)
    answer = {"username": who.username, "password": factories.PASSWORD}
    response = client.post("/login", answer, follow=True)
    assert response.redirect_chain[-1][0] == page


def test_a_wrong_password_says_so(client: Client) -> None:
    response = client.post(
        "/login", {"username": "nobody", "password": "x"}, headers={"Accept-Language": "en"}
    )
    assert "do not go together" in response.content.decode()


def test_nobody_answers_for_another_creator(client: Client) -> None:
    placement = factories.make_placement(PlacementState.PROPOSED)
    client.force_login(factories.make_person(Role.CREATOR))
    response = client.post(f"/creator/placements/{placement.pk}/agree")
    placement.refresh_from_db()
    assert response.status_code == 409
    assert placement.state == PlacementState.PROPOSED


def test_forms_need_their_token() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(factories.make_person(Role.OPERATOR))
    response = strict.post("/operator/placements/1/pause", headers={"Accept-Language": "en"})
    assert response.status_code == 403
    assert "This form is too old" in response.content.decode()
