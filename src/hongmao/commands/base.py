"""What all verbs use: where they print, how they fail, how they read the settings."""

import logging.config
import os
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError
from rich.console import Console

if TYPE_CHECKING:
    from hongmao.settings import Settings

out = Console(soft_wrap=True)
complain = Console(stderr=True, soft_wrap=True, style="red")

Port = Annotated[int | None, typer.Option(help="Port to listen on; 0 takes any free one.")]
Inherited = Annotated[int | None, typer.Option(hidden=True)]


def fail(sentence: str) -> typer.Exit:
    """Say what is wrong and how to mend it; the command ends with status 2."""
    complain.print(sentence, markup=False)
    return typer.Exit(2)


def load() -> "Settings":
    """The settings, with Django ready; ends the command with a sentence where one is wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hongmao.settings")
    values = load_settings()
    import django

    django.setup()
    return values


def load_settings(need_secret: bool = False) -> "Settings":
    """The settings alone, without Django: what the edge needs."""
    try:
        from hongmao.settings import LOGGING, settings
    except ValidationError as error:
        for problem in error.errors():
            name = "_".join(str(part) for part in problem["loc"]).upper()
            complain.print(f"HONGMAO_{name}: {problem['msg']}", markup=False)
        raise fail("Mend these settings in the environment or in the file env.") from None
    logging.config.dictConfig(LOGGING)
    settings.home.mkdir(parents=True, exist_ok=True)
    if need_secret and len(settings.secret.get_secret_value()) < 32:
        raise fail(
            "HONGMAO_SECRET is not set, or shorter than 32 characters. Make one with "
            f"`python -c 'import secrets; print(secrets.token_hex(32))'` and keep it in the "
            f"environment or in {settings.home / 'env'} as HONGMAO_SECRET=…"
        )
    return settings
