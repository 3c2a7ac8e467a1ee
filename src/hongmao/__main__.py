"""The command line: one verb for each process or task, from `commands/`."""

import typer

from hongmao.commands import (
    bench,
    integrators,
    lake,
    ledger,
    measure,
    orders,
    payouts,
    processes,
    search,
    settlement,
    trials,
    upkeep,
    users,
)

app = typer.Typer(
    name="hongmao",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="""**Hongmao (红猫)**: earn from the shopping that notes inspire, without running a shop.

    Try it with `hongmao demo`. Run it with `hongmao migrate`, then `hongmao up`. All state lies in
    one folder, `HONGMAO_HOME` (default `var/`), and settings come from the environment or from the
    file `env` in that folder; `docs/reference/settings.md` lists them. When something is wrong,
    start with `hongmao doctor`.""",
)
for family in (processes, orders, settlement, upkeep, trials):
    app.add_typer(family.app)
app.add_typer(users.app, name="user")
app.add_typer(integrators.app, name="integrator")
app.add_typer(ledger.app, name="ledger")
app.add_typer(payouts.app, name="payouts")
app.add_typer(measure.app, name="measure")
app.add_typer(search.app, name="search")
app.add_typer(lake.app, name="lake")
app.add_typer(bench.app, name="bench")


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
