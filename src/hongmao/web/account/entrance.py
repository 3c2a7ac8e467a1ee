"""The ways in: logging in, signing up, a forgotten password."""

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.webauthn import views as passkey
from django.contrib.auth.views import LogoutView
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hongmao.web.access import ANYONE, allow

FORM = "account/form.html"
Text = str | Promise


def said(title: Text, lead: Text = "", button: Text = "", **more: Any) -> dict[str, Any]:
    """The words of a page of one form."""
    return {"title": title, "lead": lead, "button": button, **more}


login = allow(ANYONE)(account.LoginView.as_view())
logout = allow(ANYONE)(LogoutView.as_view())
passkey_login = allow(ANYONE)(passkey.LoginWebAuthnView.as_view())
second_factor = allow(ANYONE)(factor.AuthenticateView.as_view(template_name="account/factor.html"))
inactive = allow(ANYONE)(
    account.AccountInactiveView.as_view(
        template_name="account/said.html",
        extra_context=said(
            _("This account is closed"),
            _("It was deleted by its owner, or an operator closed it."),
        ),
    )
)
sign_up = allow(ANYONE)(
    account.SignupView.as_view(
        template_name=FORM,
        template_name_signup_closed="account/closed.html",
        extra_context=said(
            _("Join in"),
            _("For comments, likes and boards of your own. Reading needs no account."),
            _("Sign up"),
            foot=_("Do you sell in a marketplace? Sign up, then choose “For brands” in your menu."),
            links=[
                ("account_signup_by_passkey", _("Without a password: with a passkey")),
                ("login", _("I have an account")),
            ],
        ),
    )
)
sign_up_by_passkey = allow(ANYONE)(
    account.SignupByPasskeyView.as_view(
        template_name=FORM,
        template_name_signup_closed="account/closed.html",
        extra_context=said(
            _("Join in with a passkey"),
            _("Your fingerprint, face or screen lock takes the place of a password."),
            _("Go on"),
            links=[
                ("account_signup", _("With a password")),
                ("login", _("I have an account")),
            ],
        ),
    )
)
make_passkey = allow(ANYONE)(
    passkey.SignupWebAuthnView.as_view(
        template_name=FORM,
        extra_context=said(
            _("Make your passkey"),
            _("Your device asks for your fingerprint, face or screen lock. It never leaves it."),
            _("Make it"),
            passkey="create",
        ),
    )
)
check_email = allow(ANYONE)(
    account.ConfirmEmailVerificationCodeView.as_view(
        template_name=FORM,
        extra_context=said(
            _("Look into your mail"), _("We sent a code to this address:"), _("Confirm"), code=True
        ),
    )
)
forgotten = allow(ANYONE)(
    account.PasswordResetView.as_view(
        template_name=FORM,
        success_url=reverse_lazy("account_confirm_password_reset_code"),
        extra_context=said(
            _("A new password"),
            _("Say the e-mail of your account. We send a code to it."),
            _("Send the code"),
            links=[("login", _("Back to the login"))],
        ),
    )
)
forgotten_code = allow(ANYONE)(
    account.ConfirmPasswordResetCodeView.as_view(
        template_name=FORM,
        extra_context=said(
            _("Look into your mail"),
            _("If this address has an account here, a code is on its way to it:"),
            _("Go on"),
        ),
    )
)
new_password = allow(ANYONE)(
    account.CompletePasswordResetView.as_view(
        template_name=FORM, extra_context=said(_("A new password"), "", _("Keep it"))
    )
)
new_password_kept = allow(ANYONE)(
    account.PasswordResetFromKeyDoneView.as_view(
        template_name="account/said.html",
        extra_context=said(
            _("Your new password is kept"),
            _("Log in with it now."),
            links=[("login", _("Log in"))],
        ),
    )
)
