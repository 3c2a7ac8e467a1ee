"""The account library's forms in our words: labels, no placeholders, no markup of its own."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkey
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = dict[str, str | Promise]


class Ours:
    """Gives a form's fields our labels; `HELP` is said below them."""

    LABELS: Words = {}
    HELP: Words = {}

    fields: dict[str, forms.Field]
    label_suffix: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for name, field in self.fields.items():
            if name in self.LABELS:
                field.label = str(self.LABELS[name])
            field.help_text = str(self.HELP.get(name, ""))
            field.widget.attrs.pop("placeholder", None)
            if name == "code":
                field.widget.attrs.update(inputmode="numeric", autofocus=True, autocapitalize="off")


NEW = _("New password")
ENOUGH = _("At least 8 characters, and not one of the common ones.")


class LoginForm(Ours, account.LoginForm):
    """A name or an address, and a password."""

    LABELS = {"login": _("Account name or e-mail"), "password": _("Password")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs.update(
            autocomplete="username webauthn", autocapitalize="none", autofocus=True, maxlength=254
        )

    def add_prefix(self, field_name: str) -> str:
        """The name's field is `username` on the page, which password managers know."""
        return "username" if field_name == "login" else str(super().add_prefix(field_name))


class SignupForm(Ours, account.SignupForm):
    """What a new reader says: a name for others, an address for us, a password."""

    LABELS = {
        "name": _("Name that others see"),
        "email": _("E-mail"),
        "password1": _("Password"),
    }
    HELP = {"email": _("Only to log in and to reach you; never shown."), "password1": ENOUGH}
    field_order = ["name", "email", "password1"]

    name = forms.CharField(max_length=60, widget=forms.TextInput({"autocomplete": "nickname"}))


class ChangePasswordForm(Ours, account.ChangePasswordForm):
    """The password of now, and the next."""

    LABELS = {"oldpassword": _("Password now"), "password1": NEW, "password2": _("Once more")}
    HELP = {"password1": ENOUGH}


class SetPasswordForm(Ours, account.SetPasswordForm):
    """A first password beside a passkey."""

    LABELS = {"password1": NEW, "password2": _("Once more")}
    HELP = {"password1": ENOUGH}


class NewPasswordForm(Ours, account.ResetPasswordKeyForm):
    """A new password after a code by mail."""

    LABELS = SetPasswordForm.LABELS
    HELP = SetPasswordForm.HELP


class ResetPasswordForm(Ours, account.ResetPasswordForm):
    """The address that a code is sent to."""

    LABELS = {"email": _("E-mail")}


class AddEmailForm(Ours, account.AddEmailForm):
    """A new address."""

    LABELS = {"email": _("New e-mail")}


class EmailCodeForm(Ours, account.ConfirmEmailVerificationCodeForm):
    """The code that shows that an address works."""

    LABELS = {"code": _("Code from the mail")}


class ResetCodeForm(Ours, account.ConfirmPasswordResetCodeForm):
    """The code that lets a password be set anew."""

    LABELS = {"code": _("Code from the mail")}


class PasswordAgainForm(Ours, account.ReauthenticateForm):
    """The password once more before something that cannot be undone."""

    LABELS = {"password": _("Password")}


FACTOR = _("Code from your app, or a recovery code")


class CodeForm(Ours, factor.AuthenticateForm):
    """The second factor at login."""

    LABELS = {"code": FACTOR}


class CodeAgainForm(Ours, factor.ReauthenticateForm):
    """The second factor once more."""

    LABELS = {"code": FACTOR}


class ActivateForm(Ours, totp.ActivateTOTPForm):
    """The first code of an authenticator app."""

    LABELS = {"code": _("Code that the app shows")}


KEY = _("What to call it")


class AddPasskeyForm(Ours, passkey.AddWebAuthnForm):
    """A passkey: always one that logs in by itself."""

    LABELS = {"name": KEY}

    passwordless = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)


class EditPasskeyForm(Ours, passkey.EditWebAuthnForm):
    """Another name for a passkey."""

    LABELS = {"name": KEY}


class SignupPasskeyForm(Ours, passkey.SignupWebAuthnForm):
    """The first passkey of a new account."""

    LABELS = {"name": KEY}
