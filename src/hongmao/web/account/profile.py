"""What a person says of themselves."""

from django import forms
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hongmao.people.actions.profiles import ProfileText, edit_profile
from hongmao.people.models import Role
from hongmao.web.access import allow, person
from hongmao.web.account.forms import Ours
from hongmao.web.console.act import MISTAKEN, act

TEXTS = ("name", "name_en", "bio", "bio_en")


class ProfileForm(Ours, forms.Form):
    """Name, words and picture."""

    HELP = {"picture": gettext_lazy("Cut square; where it was taken and by what is left out.")}

    name = forms.CharField(label=gettext_lazy("Name that others see"), max_length=60)
    bio = forms.CharField(
        label=gettext_lazy("About you"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    name_en = forms.CharField(
        label=gettext_lazy("Name in English, if another"), max_length=60, required=False
    )
    bio_en = forms.CharField(
        label=gettext_lazy("About you, in English"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    picture = forms.FileField(
        label=gettext_lazy("Picture"),
        required=False,
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
    )


@allow(*Role)
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """A person's name, words and picture; the form changes them."""
    if request.method != "POST":
        return show(request, ProfileForm(initial=model_to_dict(person(request), TEXTS)))
    form = ProfileForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, form, status=MISTAKEN)
    said = {name: form.cleaned_data[name] for name in TEXTS}

    def refused(request: HttpRequest, refusal: str, status: int) -> HttpResponse:
        return show(request, form, refusal, status)

    return act(
        request,
        lambda: edit_profile(
            person(request), ProfileText(**said), form.cleaned_data["picture"] or None
        ),
        _("Kept."),
        refused,
        "settings",
    )


def show(
    request: HttpRequest, form: ProfileForm, refusal: str = "", status: int = 200
) -> HttpResponse:
    """The page, with the form as it was filled in and the sentence of a refusal."""
    context = {"form": form, "refusal": refusal, "here": "settings", "who": person(request)}
    return render(request, "settings/profile.html", context, status=status)
