"""Operators' synonyms: words that mean the same to the search, beside those that are shipped."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from hongmao.core.questions import read_synonyms
from hongmao.people.models import Role
from hongmao.search.actions import add_synonyms, drop_synonyms
from hongmao.search.queries import operators_synonyms
from hongmao.search.synonyms import SECONDS, forget
from hongmao.web.access import allow, person
from hongmao.web.console.act import MISTAKEN

MOST = 500
"""Lines that are shown."""


class SynonymsForm(forms.Form):
    """Two entries or more, by commas."""

    words = forms.CharField(
        max_length=300,
        label=gettext_lazy("Words that mean the same, by commas"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_words(self) -> str:
        """The line; refused where it does not join two entries."""
        words: str = self.cleaned_data["words"]
        if not any(read_synonyms([words]).values()):
            raise forms.ValidationError(_("Give at least two, such as: claypot, 砂锅"))
        return words


@allow(Role.OPERATOR)
@require_safe
def synonyms(request: HttpRequest) -> HttpResponse:
    """The lines in force, and the form to add one."""
    return _show(request, SynonymsForm())


@allow(Role.OPERATOR)
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Add a line."""
    form = SynonymsForm(request.POST)
    if not form.is_valid():
        return _show(request, form, MISTAKEN)
    add_synonyms(person(request), form.cleaned_data["words"])
    forget()
    return redirect("synonyms")


@allow(Role.OPERATOR)
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a line back."""
    drop_synonyms(person(request), pk)
    forget()
    return redirect("synonyms")


def _show(request: HttpRequest, form: SynonymsForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "lines": list(operators_synonyms()[:MOST]), "seconds": SECONDS}
    return render(request, "console/synonyms.html", context, status=status)
