"""What the database itself holds of the ledger, on SQLite and on PostgreSQL.

Entries are written before their transfer (the foreign key is deferred). The transfer's trigger
sees them all: two or more, summing to zero, in its currency; and what it closes is a hold. After
that nothing can be added to, changed in or deleted from the transfer, its entries or its accounts.
"""

from django.db import migrations

BALANCED = """
    (SELECT COUNT(*) FROM ledger_entry WHERE transfer_id = NEW.id) < 2
    OR (SELECT SUM(amount) FROM ledger_entry WHERE transfer_id = NEW.id) <> 0
    OR EXISTS (
        SELECT 1 FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id
        WHERE e.transfer_id = NEW.id AND a.currency <> NEW.currency
    )
    OR (NEW.closes_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM ledger_transfer h WHERE h.id = NEW.closes_id AND h.kind = 'hold'
    ))
"""
SEALED = "EXISTS (SELECT 1 FROM ledger_transfer WHERE id = NEW.transfer_id)"
STANDS = {
    "ledger_transfer": "EXISTS (SELECT 1 FROM ledger_transfer WHERE id = NEW.id)",
    "ledger_entry": "EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.id)",
    "ledger_account": "EXISTS (SELECT 1 FROM ledger_account WHERE id = NEW.id)",
}


def sqlite_statements():
    yield f"""
        CREATE TRIGGER ledger_transfer_balanced BEFORE INSERT ON ledger_transfer
        WHEN {BALANCED}
        BEGIN SELECT RAISE(ABORT, 'ledger: entries must sum to zero, and close a hold only'); END
    """
    yield f"""
        CREATE TRIGGER ledger_entry_sealed BEFORE INSERT ON ledger_entry
        WHEN {SEALED}
        BEGIN SELECT RAISE(ABORT, 'ledger: the transfer is written'); END
    """
    for table, stands in STANDS.items():
        for verb in ("UPDATE", "DELETE"):
            yield f"""
                CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}
                BEGIN SELECT RAISE(ABORT, 'ledger: nothing written is changed'); END
            """
        # INSERT OR REPLACE takes a row's place without the delete that a trigger would see.
        yield f"""
            CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
            WHEN {stands}
            BEGIN SELECT RAISE(ABORT, 'ledger: nothing written is changed'); END
        """


def postgresql_statements():
    yield f"""
        CREATE FUNCTION ledger_transfer_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {BALANCED} THEN
                RAISE EXCEPTION 'ledger: entries must sum to zero, and close a hold only'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        END $$
    """
    yield f"""
        CREATE FUNCTION ledger_entry_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {SEALED} THEN
                RAISE EXCEPTION 'ledger: the transfer is written' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        END $$
    """
    yield """
        CREATE FUNCTION ledger_unchanged() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'ledger: nothing written is changed' USING ERRCODE = 'check_violation';
        END $$
    """
    yield """
        CREATE TRIGGER ledger_transfer_balanced BEFORE INSERT ON ledger_transfer
        FOR EACH ROW EXECUTE FUNCTION ledger_transfer_balanced()
    """
    yield """
        CREATE TRIGGER ledger_entry_sealed BEFORE INSERT ON ledger_entry
        FOR EACH ROW EXECUTE FUNCTION ledger_entry_sealed()
    """
    for table in STANDS:
        yield f"""
            CREATE TRIGGER {table}_unchanged BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION ledger_unchanged()
        """


def install(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in {"sqlite": sqlite_statements, "postgresql": postgresql_statements}[vendor]():
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(install, elidable=False)]
