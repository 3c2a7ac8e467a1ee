"""Other communities that show our cards: `hongmao integrator`."""

from typing import Annotated

import typer

from hongmao.commands.base import fail, load, out

app = typer.Typer(no_args_is_help=True, help="Let other communities show our cards.")


@app.command("add")
def integrator_add(
    name: Annotated[str, typer.Argument(help="Short name, as contents carry it: `forum`.")],
    origins: Annotated[
        str, typer.Option(help="Origins of its pages, by commas: `https://forum.example`.")
    ] = "",
    jurisdiction: Annotated[
        str, typer.Option(help="Its readers' jurisdiction: CN, EU, US or UK; empty: ours.")
    ] = "",
) -> None:
    """Let a community in, and print its key: once, because only a hash of it is kept."""
    load()
    from hongmao.core.reasons import Refusal
    from hongmao.integrators.actions import add_integrator

    chosen = [origin for origin in origins.split(",") if origin.strip()]
    try:
        integrator, key = add_integrator(name, chosen, jurisdiction)
    except Refusal as refusal:
        raise fail(str(refusal)) from None
    out.print(f"{integrator.name} may show cards. Its key, shown this once:", markup=False)
    out.print(key, markup=False)


@app.command("revoke")
def integrator_revoke(name: Annotated[str, typer.Argument(help="Its short name.")]) -> None:
    """Take a community's key and origins back; its cards turn into plain links."""
    load()
    from hongmao.integrators.actions import revoke_integrator
    from hongmao.integrators.models import Integrator

    try:
        revoke_integrator(name)
    except Integrator.DoesNotExist:
        raise fail(f"There is no integrator {name}.") from None
    out.print(f"{name} may no longer show cards.", markup=False)


@app.command("list")
def integrator_list() -> None:
    """List the communities that show our cards, with their origins."""
    load()
    from hongmao.integrators.queries import integrators

    for integrator in integrators():
        state = "revoked" if integrator.revoked_at else integrator.jurisdiction or "as here"
        origins = " ".join(origin.origin for origin in integrator.origins.all())
        out.print(f"{integrator.name}\t{state}\t{origins}", markup=False)
