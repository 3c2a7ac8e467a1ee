"""Accounts: `hongmao user`."""

from typing import Annotated

import typer

from hongmao.commands.base import fail, load, out

app = typer.Typer(no_args_is_help=True, help="Open accounts and set passwords.")


@app.command("add")
def user_add(
    username: Annotated[str, typer.Argument(help="Name to log in with.")],
    role: Annotated[
        str, typer.Option(help="reader, creator, agency, brand or operator.")
    ] = "operator",
    name: Annotated[str, typer.Option(help="Name that pages show.")] = "",
    password: Annotated[
        str, typer.Option(prompt=True, confirmation_prompt=True, hide_input=True)
    ] = "",
) -> None:
    """Open an account."""
    load()
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError as Invalid
    from django.db import IntegrityError
    from django.db.transaction import atomic

    from hongmao.brands.actions import open_agency
    from hongmao.people.actions import create_person
    from hongmao.people.models import Role

    if role not in Role.values:
        raise fail(f"There is no role {role!r}. Choose one of: {', '.join(Role.values)}.")
    try:
        validate_password(password)
        with atomic():
            person = create_person(username, password, Role(role), name or username)
            if person.role == Role.AGENCY:
                open_agency(None, person)
    except Invalid as error:
        raise fail(" ".join(error.messages)) from None
    except IntegrityError:
        raise fail(f"{username} has an account already.") from None
    out.print(f"{username} can log in as {role}.")


@app.command("password")
def user_password(
    username: Annotated[str, typer.Argument(help="Whose password to set.")],
    password: Annotated[
        str, typer.Option(prompt=True, confirmation_prompt=True, hide_input=True)
    ] = "",
) -> None:
    """Set the password of an account."""
    load()
    from hongmao.people.actions import set_password
    from hongmao.people.models import Person

    try:
        set_password(username, password)
    except Person.DoesNotExist:
        raise fail(f"There is no account {username}.") from None
    out.print(f"The password of {username} is set.")


@app.command("list")
def user_list() -> None:
    """List the accounts with their roles."""
    load()
    from hongmao.people.queries import everyone
    from hongmao.reports import show_people

    show_people(everyone(), out)


@app.command("enrol")
def user_enrol(
    username: Annotated[str, typer.Argument(help="The creator.")],
    marketplace: Annotated[str, typer.Argument(help="The marketplace: taobao.")],
    relation_id: Annotated[str, typer.Argument(help="The number it gave the creator.")],
    operator: Annotated[str, typer.Option(help="Who says so.")] = "operator",
) -> None:
    """Note the number of a creator with a marketplace: new links carry it, orders return it."""
    load()
    from hongmao.brands.models import Marketplace
    from hongmao.core.reasons import Refusal
    from hongmao.links.actions import enrol
    from hongmao.people.models import Person, Role

    found = Person.objects.filter(username__in=[username, operator])
    people = {person.username: person for person in found}
    for name in (username, operator):
        if name not in people:
            raise fail(f"There is no account {name}.")
    if marketplace not in Marketplace.values:
        raise fail(f"There is no marketplace {marketplace!r}: {', '.join(Marketplace.values)}.")
    if people[operator].role != Role.OPERATOR:
        raise fail(f"{operator} is not an operator. Name one with --operator.")
    try:
        enrol(people[operator], people[username], marketplace, relation_id)
    except Refusal as refusal:
        raise fail(str(refusal)) from None
    out.print(f"{username} is {relation_id} with {marketplace}.")
