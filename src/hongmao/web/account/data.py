"""A person's data: handed over, and deleted."""

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hongmao.core.reasons import Refusal
from hongmao.people.actions.devices import join_devices, part_devices
from hongmao.people.models import Role
from hongmao.people.queries.devices import devices_of
from hongmao.privacy.erasing import check_deletion, delete_account
from hongmao.privacy.exporting import export_person
from hongmao.web.access import allow, person
from hongmao.web.console.act import MISTAKEN, REFUSED
from hongmao.web.middleware import DEVICE_SEEN, READER_COOKIE


class DeletionForm(forms.Form):
    """That somebody means it."""

    meant = forms.BooleanField(
        label=gettext_lazy("I understand that this cannot be undone."),
        error_messages={"required": gettext_lazy("Tick the box if you mean it.")},
    )


@allow(*Role)
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """What a person may do with what is kept of them."""
    who = person(request)
    context = {"here": "my_data", "joins": who.joins_devices, "devices": devices_of(who).count()}
    return render(request, "settings/data.html", context)


@allow(*Role)
@require_POST
def devices(request: HttpRequest) -> HttpResponse:
    """Allow that a person's devices are known as one, or take that back."""
    who = person(request)
    if request.POST.get("joins") == "on":
        join_devices(who)
        request.session.pop(DEVICE_SEEN, None)  # this device is known from the next page on
        messages.success(request, _("Allowed. Your devices count as one reader from now on."))
    else:
        part_devices(who)
        messages.success(request, _("Taken back. Which devices are yours is forgotten."))
    return redirect("my_data")


@allow(*Role)
@require_POST
def export(request: HttpRequest) -> StreamingHttpResponse:
    """All that is kept of a person, as a zip that is written while it is read."""
    response = StreamingHttpResponse(export_person(person(request)), content_type="application/zip")
    name = f"hongmao-{person(request).username}-{timezone.localdate():%Y%m%d}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@allow(*Role)
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required  # type: ignore[untyped-decorator]
def delete(request: HttpRequest) -> HttpResponse:
    """Delete the account, once its owner has proved again who they are."""
    who = person(request)
    form = DeletionForm(request.POST if request.method == "POST" else None)
    try:
        check_deletion(who)
        if not form.is_valid():
            return _show(request, form, status=MISTAKEN if form.is_bound else 200)
        delete_account(who)
    except Refusal as refusal:
        return _show(request, form, refusal.text(get_language() or ""), REFUSED)
    logout(request)
    messages.success(request, _("Your account is deleted. Thank you for having been here."))
    response = redirect("feed")
    response.delete_cookie(READER_COOKIE, samesite="Lax")
    return response


def _show(
    request: HttpRequest, form: DeletionForm, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = {"form": form, "refusal": refusal, "here": "my_data"}
    return render(request, "settings/delete.html", context, status=status)
