"""Every write about integrators: let in, revoke, say what a post is."""

import re
import secrets
from collections.abc import Sequence
from hashlib import blake2b
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils import timezone

from hongmao.core.disclosure import LABELS
from hongmao.core.reasons import Reason, Refusal
from hongmao.integrators.models import Content, Integrator, Origin
from hongmao.notes.queries.notes import public_note
from hongmao.people.actions import record

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
KEY = re.compile(r"[A-Za-z0-9._~/-]{1,120}")
"""What an integrator's content key may look like: what stands in a URL unescaped."""


def hash_key(key: str) -> str:
    """The hash by which a key is kept; a key has 256 random bits, so it needs no salt."""
    return blake2b(key.encode(), digest_size=32).hexdigest()


def read_origin(text: str) -> str:
    """An origin as browsers send it: scheme, host, port where it is not the scheme's own.

    Raises `Refusal`: BAD_PARAMETER.
    """
    wrong = Refusal(Reason.BAD_PARAMETER, name="origin", form="https://forum.example")
    try:
        parts = urlsplit(text.strip().lower())
        host, port = parts.hostname, parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in ("http", "https") or not host or parts.path.strip("/") or parts.query:
        raise wrong
    if ":" in host:
        host = f"[{host}]"
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != usual else "")


@transaction.atomic
def add_integrator(
    name: str, origins: Sequence[str], jurisdiction: str = ""
) -> tuple[Integrator, str]:
    """Let a community in; returns it with its key, which is shown this once.

    Raises `Refusal`: BAD_PARAMETER, INTEGRATOR_TAKEN (the name, or one of the origins).
    """
    if not NAME.fullmatch(name):
        raise Refusal(Reason.BAD_PARAMETER, name="name", form="a-z, 0-9, -")
    if jurisdiction not in ("", *LABELS):
        raise Refusal(Reason.BAD_PARAMETER, name="jurisdiction", form=", ".join(LABELS))
    key = f"hm_{secrets.token_urlsafe(32)}"
    chosen = sorted({read_origin(origin) for origin in origins})
    try:
        with transaction.atomic():
            integrator = Integrator.objects.create(
                name=name, key_hash=hash_key(key), jurisdiction=jurisdiction
            )
            for origin in chosen:
                Origin.objects.create(integrator=integrator, origin=origin)
    except IntegrityError:
        raise Refusal(Reason.INTEGRATOR_TAKEN, name=name) from None
    record(None, "add_integrator", f"integrator:{integrator.pk}", origins=chosen)
    return integrator, key


@transaction.atomic
def revoke_integrator(name: str) -> Integrator:
    """Take an integrator's key and origins back; cards on its pages turn into plain links.

    Raises `Integrator.DoesNotExist`.
    """
    integrator = Integrator.objects.get(name=name, revoked_at__isnull=True)
    integrator.revoked_at = timezone.now()
    integrator.save()
    integrator.origins.all().delete()
    record(None, "revoke_integrator", f"integrator:{integrator.pk}")
    return integrator


@transaction.atomic
def register_content(integrator: Integrator, key: str, note: int) -> Content:
    """Say which note an integrator's post is; saying it again changes nothing.

    Raises `Refusal`: BAD_PARAMETER, NOTE_NOT_PUBLIC.
    """
    if not KEY.fullmatch(key):
        raise Refusal(Reason.BAD_PARAMETER, name="content", form=KEY.pattern)
    found = public_note(note)
    if found is None:
        raise Refusal(Reason.NOTE_NOT_PUBLIC)
    content, _ = Content.objects.update_or_create(
        integrator=integrator, key=key, defaults={"note": found}
    )
    record(None, "register_content", f"integrator:{integrator.pk}", content=key, note=found.pk)
    return content
