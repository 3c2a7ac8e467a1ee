"""What the account library asks of us: who may sign up, how mail reads, what is written down."""

import re
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings as django_settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hongmao.core.sealing import seal, unseal
from hongmao.people.actions import record
from hongmao.people.actions.accounts import sign_up
from hongmao.people.models import Person
from hongmao.web.api.answers import caller

SEALED_FOR = "second factor"
MISMATCH = _("This name and password do not go together. Check both; capitals count.")


class Addressed(EmailVerificationStage):
    """Asks for a code from the address that an account has; one opened by an operator has none."""

    def handle(self) -> Any:
        """The library's answer, or straight on."""
        who = self.login.user
        if who and not who.email and not EmailAddress.objects.filter(user=who).exists():
            return None, True
        return super().handle()


class Accounts(DefaultAccountAdapter):
    """Accounts as this community keeps them."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": MISMATCH,
        "email_password_mismatch": MISMATCH,
        "too_many_login_attempts": _("Too many tries. Wait five minutes, then try again."),
        "incorrect_code": _("This code is wrong or too old. Read it again, or ask for another."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether visitors may open accounts here."""
        return bool(django_settings.HONGMAO.open_sign_up)

    def get_login_stages(self) -> list[str]:
        """The library's stages, with ours for addresses."""
        theirs = f"{EmailVerificationStage.__module__}.{EmailVerificationStage.__name__}"
        ours = f"{Addressed.__module__}.{Addressed.__name__}"
        return [ours if stage == theirs else stage for stage in super().get_login_stages()]

    def populate_username(self, request: HttpRequest, user: Person) -> None:
        """A name to log in with that says nothing of the person's address."""
        while not user.username:
            made = f"u{secrets.randbelow(10**9):09d}"
            if not Person.objects.filter(username=made).exists():
                user.username = made

    def save_user(self, request: HttpRequest, user: Person, form: Any, commit: bool = True) -> Any:
        """Keep a new reader, with an audit row."""
        super().save_user(request, user, form, commit=False)
        return sign_up(user, form.cleaned_data["name"])

    def get_client_ip(self, request: HttpRequest) -> str:
        """The visitor's address: what trusted proxies say of it, else the peer's."""
        return caller(request).decode("latin-1") or "::"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to where the password was changed from."""
        return reverse("mfa_index")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        """Home after signing up; the settings after changing an address."""
        return reverse("account_email" if self.request.user.is_authenticated else "login")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail in the language of the page that asked for it."""
        address = django_settings.HONGMAO.web_address
        super().send_mail(template_prefix, email, {**context, "address": address})

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Person,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Write down a change of somebody's way in, and tell them."""
        verb = template_prefix.rpartition("/")[2]
        record(user, verb, f"person:{user.pk}")
        super().send_notification_mail(
            template_prefix, user, {**(context or {}), "change": verb}, email
        )


class Factors(DefaultMFAAdapter):
    """Second factors: their secrets are sealed in the database."""

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return seal(text.encode(), django_settings.HONGMAO.secret.get_secret_value(), SEALED_FOR)

    def decrypt(self, encrypted_text: str) -> str:
        """Unseal it. Raises `Refusal` SEAL_BROKEN."""
        secret = django_settings.HONGMAO.secret.get_secret_value()
        return unseal(encrypted_text, secret, SEALED_FOR).decode()

    def generate_authenticator_name(self, user: Person, type: Any) -> str:  # noqa: A002
        """What a passkey is called until its owner says otherwise: the browser it was made in."""
        from allauth.core import context

        agent = context.request.headers.get("User-Agent", "") if context.request else ""
        return browser_words(agent)


BROWSERS = (("Edg", "Edge"), ("MicroMessenger", "WeChat"), ("Firefox", "Firefox"),
            ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"),
           ("Windows", "Windows"), ("Mac OS X", "Mac"), ("Linux", "Linux"))  # fmt: skip


def browser_words(agent: str) -> str:
    """A browser and its system, `Chrome · Android`; the agent's start where unknown."""
    named = [next((name for mark, name in known if mark in agent), "") for known in
             (BROWSERS, SYSTEMS)]  # fmt: skip
    return " · ".join(filter(None, named)) or re.sub(r"[^\w ./-]", "", agent)[:40] or "?"
