"""What the database itself holds of statements and invoices, on SQLite and on PostgreSQL.

A statement is written open, takes its lines, and is closed once, in one database transaction. It
closes only where opening and lines come to closing in each column. After that neither it nor a line
of it is changed, taken away or added.

An invoice's number follows the last of its year, and nothing issued is changed or deleted.

Django rebuilds a table on SQLite to alter it: whoever alters one of these has to make its triggers
again.
"""

from django.db import migrations

LINES = "FROM settlement_statementline WHERE statement_id = NEW.id"
MISCOUNTED = " OR ".join(
    [
        f"NEW.lines <> (SELECT COUNT(*) {LINES})",
        *(
            f"NEW.opening_{column} + (SELECT COALESCE(SUM({column}), 0) {LINES})"
            f" <> NEW.closing_{column}"
            for column in ("held", "posted", "aside")
        ),
    ]
)
OPEN = (
    "EXISTS (SELECT 1 FROM settlement_statement WHERE id = NEW.statement_id AND closed_at IS NULL)"
)
TAKEN = "EXISTS (SELECT 1 FROM settlement_statementline WHERE id = NEW.id)"
TWICE = """EXISTS (SELECT 1 FROM settlement_statementline
    WHERE transfer_id = NEW.transfer_id AND party_id = NEW.party_id)"""
STANDS = """EXISTS (SELECT 1 FROM settlement_statement
    WHERE id = NEW.id OR (party_id = NEW.party_id AND period_id = NEW.period_id))"""
WORDS = {
    "closed": "statement: a closed one is not changed",
    "sums": "statement: opening and lines must come to closing",
    "open": "statement: lines go into an open one, once",
}

CHECKS = (
    ("statement", "unchanged", "UPDATE", "OLD.closed_at IS NOT NULL", "closed"),
    ("statement", "kept", "DELETE", "OLD.closed_at IS NOT NULL", "closed"),
    ("statement", "adds_up", "UPDATE", f"NEW.closed_at IS NOT NULL AND ({MISCOUNTED})", "sums"),
    ("statement", "begins_open", "INSERT", "NEW.closed_at IS NOT NULL", "sums"),
    ("statementline", "goes_in", "INSERT", f"NOT {OPEN}", "open"),
    ("statementline", "unchanged", "UPDATE", "", "closed"),
    ("statementline", "kept", "DELETE", "", "closed"),
)
REPLACED = (
    # INSERT OR REPLACE takes a row's place without the delete that a trigger would see.
    ("statement", "no_replace", "INSERT", STANDS, "closed"),
    ("statementline", "no_replace", "INSERT", f"{TAKEN} OR {TWICE}", "open"),
)

NEXT = """
    NEW.number <> (
        SELECT COALESCE(MAX(number), 0) + 1 FROM settlement_invoice WHERE year = NEW.year
    )
"""
GAP = "invoices: the next number of the year follows the last"
UNCHANGED = "invoices: nothing issued is changed"


def sqlite_statements():
    for table, name, verb, when, words in (*CHECKS, *REPLACED):
        condition = f"WHEN {when}" if when else ""
        yield f"""
            CREATE TRIGGER settlement_{table}_{name} BEFORE {verb} ON settlement_{table}
            {condition} BEGIN SELECT RAISE(ABORT, '{WORDS[words]}'); END
        """
    yield from sqlite_invoices()


def postgresql_statements():
    for table, name, verb, when, words in CHECKS:
        row = "OLD" if verb == "DELETE" else "NEW"
        yield f"""
            CREATE FUNCTION settlement_{table}_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF {when or "TRUE"} THEN
                    RAISE EXCEPTION '{WORDS[words]}' USING ERRCODE = 'check_violation';
                END IF;
                RETURN {row};
            END $$
        """
        yield f"""
            CREATE TRIGGER settlement_{table}_{name} BEFORE {verb} ON settlement_{table}
            FOR EACH ROW EXECUTE FUNCTION settlement_{table}_{name}()
        """
    yield from postgresql_invoices()


def sqlite_invoices():
    yield f"""
        CREATE TRIGGER settlement_invoice_next BEFORE INSERT ON settlement_invoice
        WHEN {NEXT}
        BEGIN SELECT RAISE(ABORT, '{GAP}'); END
    """
    for verb in ("UPDATE", "DELETE"):
        yield f"""
            CREATE TRIGGER settlement_invoice_no_{verb.lower()} BEFORE {verb} ON settlement_invoice
            BEGIN SELECT RAISE(ABORT, '{UNCHANGED}'); END
        """


def postgresql_invoices():
    yield f"""
        CREATE FUNCTION settlement_invoice_next() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {NEXT} THEN
                RAISE EXCEPTION '{GAP}' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        END $$
    """
    yield f"""
        CREATE FUNCTION settlement_invoice_unchanged() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '{UNCHANGED}' USING ERRCODE = 'check_violation';
        END $$
    """
    yield """
        CREATE TRIGGER settlement_invoice_next BEFORE INSERT ON settlement_invoice
        FOR EACH ROW EXECUTE FUNCTION settlement_invoice_next()
    """
    yield """
        CREATE TRIGGER settlement_invoice_unchanged BEFORE UPDATE OR DELETE ON settlement_invoice
        FOR EACH ROW EXECUTE FUNCTION settlement_invoice_unchanged()
    """


def install(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in {"sqlite": sqlite_statements, "postgresql": postgresql_statements}[vendor]():
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("settlement", "0001_initial")]
    operations = [migrations.RunPython(install, elidable=False)]
