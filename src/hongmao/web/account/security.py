"""The settings of an account: how its owner gets in, and where they are logged in."""

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from hongmao.people.actions.sessions import end_other_sessions, end_session
from hongmao.people.models import Role
from hongmao.people.queries.sessions import sessions_of
from hongmao.web.access import allow, person
from hongmao.web.account.adapter import browser_words
from hongmao.web.account.entrance import FORM, said

PASSWORD_AGAIN = gettext_lazy("Is it you?")
WHY = gettext_lazy("What comes next changes how you get in, so we ask once more.")


class Overview(factor.IndexView):
    """What lets its owner into an account."""

    template_name = "settings/security.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The library's list, and what else the page shows."""
        found: dict[str, Any] = super().get_context_data(**kwargs)
        kept = found["authenticators"]
        codes = kept.get("recovery_codes")
        return {
            **found,
            "here": "mfa_index",
            "passkeys": [one.instance for one in kept.get("webauthn", [])],
            "app": kept.get("totp"),
            "codes_left": len(codes.get_unused_codes()) if codes else None,
            "sessions": len(sessions_of(person(self.request))),
        }


class Email(account.EmailView):
    """The address of an account, and the one it is being changed to."""

    template_name = "settings/email.html"
    extra_context = {"here": "mfa_index"}


def _form(view: Any, title: Any, lead: Any, button: Any, **more: Any) -> Any:
    words = said(title, lead, button, back="mfa_index", **more)
    return allow(*Role)(view.as_view(template_name=FORM, extra_context=words))


security = allow(*Role)(Overview.as_view())
email = allow(*Role)(Email.as_view())
password = _form(
    account.PasswordChangeView, gettext_lazy("Change your password"), "", gettext_lazy("Keep it")
)
set_password = _form(
    account.PasswordSetView,
    gettext_lazy("Set a password"),
    gettext_lazy("Your passkeys go on working beside it."),
    gettext_lazy("Keep it"),
)
again = _form(
    account.ReauthenticateView, PASSWORD_AGAIN, WHY, gettext_lazy("Go on"), reauthenticates=True
)
again_by_code = _form(
    factor.ReauthenticateView, PASSWORD_AGAIN, WHY, gettext_lazy("Go on"), reauthenticates=True
)
again_by_passkey = _form(
    passkey.ReauthenticateWebAuthnView,
    PASSWORD_AGAIN,
    WHY,
    gettext_lazy("Use a passkey"),
    reauthenticates=True,
    passkey="get",
)
add_passkey = _form(
    passkey.AddWebAuthnView,
    gettext_lazy("Add a passkey"),
    gettext_lazy("Log in with your fingerprint, face or screen lock, without a password."),
    gettext_lazy("Make it"),
    passkey="create",
)
edit_passkey = _form(
    passkey.EditWebAuthnView, gettext_lazy("Rename a passkey"), "", gettext_lazy("Keep it")
)
remove_passkey = _form(
    passkey.RemoveWebAuthnView,
    gettext_lazy("Remove this passkey?"),
    gettext_lazy("It no longer opens your account. Delete it on your device too."),
    gettext_lazy("Remove it"),
)
start_app = allow(*Role)(totp.ActivateTOTPView.as_view(template_name="settings/app.html"))
stop_app = _form(
    totp.DeactivateTOTPView,
    gettext_lazy("Stop asking for codes?"),
    gettext_lazy("Your password alone opens the account then."),
    gettext_lazy("Stop asking"),
)
recovery = allow(*Role)(codes.ViewRecoveryCodesView.as_view(template_name="settings/codes.html"))
new_recovery = _form(
    codes.GenerateRecoveryCodesView,
    gettext_lazy("Make new recovery codes?"),
    gettext_lazy("The old ones stop working at once."),
    gettext_lazy("Make them"),
)
recovery_file = allow(*Role)(
    codes.DownloadRecoveryCodesView.as_view(template_name="settings/codes.txt")
)
passkeys = allow(*Role)(
    require_safe(lambda request: redirect(reverse_lazy("mfa_index")))  # where the library leads
)


@allow(*Role)
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Where a person is logged in; the form ends one of them, or all others."""
    who, here = person(request), request.session.session_key or ""
    if request.method == "POST":
        chosen = request.POST.get("session", "")
        if chosen == "others":
            end_other_sessions(who, here)
        elif not (chosen.isdecimal() and len(chosen) < 18 and end_session(who, int(chosen))):
            raise Http404
        messages.success(request, _("Logged out there."))
        return redirect("usersessions_list")
    found = [
        (one, browser_words(one.user_agent), one.session_key == here) for one in sessions_of(who)
    ]
    context = {"sessions": found, "here": "mfa_index", "others": len(found) > 1}
    return render(request, "settings/sessions.html", context)
