"""What the database itself holds of the ledger, on SQLite and on PostgreSQL.

Entries are written before their transfer (the foreign key is deferred). The transfer's triggers
see them all: two or more, of its moment and currency, summing to zero, after the latest closing;
and what it closes is a hold. They carry the entries to the standings of floored accounts, where
writers wait for each other and a wrong sign is refused, and link the transfer to its chain. After
that nothing can be added to, changed in or deleted from what was written.

On PostgreSQL the link is made at the commit: the chain's lock is then the last one taken, held for
the commit alone, and no order of writing can deadlock on it. On SQLite writers take turns anyway.

SQLite's triggers use SHA256 and REGEXP, which Django brings along: no other program writes here.
"""

from django.db import migrations

CREDIT = r"^(brand:[^:]+:(prepaid|reserved)|(creator|agency):[^:]+:paying)\Z"

BALANCED = """
    (SELECT COUNT(*) FROM ledger_entry WHERE transfer_id = NEW.id) < 2
    OR (SELECT SUM(amount) FROM ledger_entry WHERE transfer_id = NEW.id) <> 0
    OR EXISTS (
        SELECT 1 FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id
        WHERE e.transfer_id = NEW.id AND (a.currency <> NEW.currency OR e.at <> NEW.at)
    )
    OR (NEW.closes_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM ledger_transfer h WHERE h.id = NEW.closes_id AND h.kind = 'hold'
    ))
"""
CLOSED = "NEW.at < (SELECT MAX(until) FROM ledger_closing)"
SEALED = "EXISTS (SELECT 1 FROM ledger_transfer WHERE id = NEW.transfer_id)"
BEHIND = "NEW.until <= (SELECT MAX(until) FROM ledger_closing)"
OFF_CHAIN = """
    NEW.sequence <> 1 + COALESCE(
        (SELECT MAX(sequence) FROM ledger_link WHERE currency = NEW.currency), 0)
    OR NEW.previous <> COALESCE(
        (SELECT hash FROM ledger_link WHERE currency = NEW.currency
         AND sequence = NEW.sequence - 1), '')
"""
REFUSED = {
    "ledger_transfer_balanced": (
        "ledger_transfer",
        BALANCED,
        "ledger: entries must sum to zero, and close a hold only",
    ),
    "ledger_transfer_open": ("ledger_transfer", CLOSED, "ledger: the period is closed"),
    "ledger_entry_sealed": ("ledger_entry", SEALED, "ledger: the transfer is written"),
    "ledger_closing_forward": ("ledger_closing", BEHIND, "ledger: closings go forward"),
    "ledger_link_next": ("ledger_link", OFF_CHAIN, "ledger: the link does not follow the last"),
}
STANDS = {
    "ledger_transfer": "EXISTS (SELECT 1 FROM ledger_transfer WHERE id = NEW.id)",
    "ledger_entry": "EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.id)",
    "ledger_account": "EXISTS (SELECT 1 FROM ledger_account WHERE id = NEW.id)",
    "ledger_link": "EXISTS (SELECT 1 FROM ledger_link WHERE transfer_id = NEW.transfer_id)",
    "ledger_closing": "EXISTS (SELECT 1 FROM ledger_closing WHERE id = NEW.id)",
    "ledger_rate": """EXISTS (
        SELECT 1 FROM ledger_rate WHERE id = NEW.id
        OR (base = NEW.base AND quote = NEW.quote AND at = NEW.at))""",
    "ledger_conversion": """EXISTS (
        SELECT 1 FROM ledger_conversion
        WHERE id = NEW.id OR sold_id = NEW.sold_id OR bought_id = NEW.bought_id)""",
}
STANDING = "ledger_standing"
CHANGED = "ledger: nothing written is changed"
BELOW = "ledger: below zero"


def floored(matches):
    """The statement that gives a floored account its standing."""
    return f"""
        INSERT INTO ledger_standing (account_id, side, balance)
        SELECT NEW.id, -1, 0 WHERE NEW.name {matches} '{CREDIT}'
    """


def sized(*texts):
    """Each text behind its length, so that no two lists of texts read the same."""
    return " || ".join(f"LENGTH({text}) || ':' || {text}" for text in texts)


def link(digest, moment, entries):
    """The statement that links one transfer; `ledger/chain.py` computes the same."""
    meaning = sized(
        "t.previous", "CAST(t.sequence AS TEXT)", "t.key", "t.digest", "t.kind", "t.subject",
        "t.currency", moment,
        "COALESCE((SELECT h.key FROM ledger_transfer h WHERE h.id = t.closes_id), '')",
    )  # fmt: skip
    return f"""
        INSERT INTO ledger_link (transfer_id, currency, sequence, previous, hash)
        SELECT t.id, t.currency, t.sequence, t.previous, {digest(f"{meaning} || {entries}")}
        FROM (
            SELECT t.*,
                1 + COALESCE((SELECT l.sequence FROM ledger_link l WHERE l.currency = t.currency
                    ORDER BY l.sequence DESC LIMIT 1), 0) AS sequence,
                COALESCE((SELECT l.hash FROM ledger_link l WHERE l.currency = t.currency
                    ORDER BY l.sequence DESC LIMIT 1), '') AS previous
            FROM ledger_transfer t WHERE t.id = NEW.id
        ) t
    """


def sqlite_link():
    return link(
        digest=lambda text: f"SHA256({text})",
        # Django leaves out a fraction of nothing.
        moment="(CASE WHEN LENGTH(t.at) = 19 THEN t.at || '.000000' ELSE t.at END)",
        entries=f"""(SELECT GROUP_CONCAT(part, '') FROM (
            SELECT {sized("a.name", "CAST(e.amount AS TEXT)")} AS part
            FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id
            WHERE e.transfer_id = t.id ORDER BY a.name))""",
    )


def postgresql_link():
    return link(
        digest=lambda text: f"ENCODE(SHA256(CONVERT_TO({text}, 'UTF8')), 'hex')",
        moment="TO_CHAR(t.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
        entries=f"""(SELECT STRING_AGG({sized("a.name", "CAST(e.amount AS TEXT)")}, ''
                ORDER BY a.name COLLATE "C")
            FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id
            WHERE e.transfer_id = t.id)""",
    )


def sqlite_statements():
    for name, (table, condition, sentence) in REFUSED.items():
        yield f"""
            CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {condition}
            BEGIN SELECT RAISE(ABORT, '{sentence}'); END
        """
    yield f"""
        CREATE TRIGGER {STANDING}_never_below BEFORE UPDATE ON {STANDING}
        WHEN NEW.balance * OLD.side < 0
        BEGIN SELECT RAISE(ABORT, '{BELOW}'); END
    """
    yield f"""
        CREATE TRIGGER ledger_account_floored AFTER INSERT ON ledger_account
        BEGIN {floored("REGEXP")}; END
    """
    yield f"""
        CREATE TRIGGER ledger_transfer_written AFTER INSERT ON ledger_transfer
        BEGIN
            UPDATE {STANDING} SET balance = balance + (
                SELECT amount FROM ledger_entry
                WHERE transfer_id = NEW.id AND account_id = {STANDING}.account_id)
            WHERE account_id IN (SELECT account_id FROM ledger_entry WHERE transfer_id = NEW.id);
            {sqlite_link()};
        END
    """
    for table, stands in STANDS.items():
        yield f"""
            CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
            BEGIN SELECT RAISE(ABORT, '{CHANGED}'); END
        """
        # INSERT OR REPLACE takes a row's place without the delete that a trigger would see.
        yield f"""
            CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {stands}
            BEGIN SELECT RAISE(ABORT, '{CHANGED}'); END
        """
    yield f"""
        CREATE TRIGGER {STANDING}_no_replace BEFORE INSERT ON {STANDING}
        WHEN EXISTS (SELECT 1 FROM {STANDING} WHERE account_id = NEW.account_id)
        BEGIN SELECT RAISE(ABORT, '{CHANGED}'); END
    """
    for table in (*STANDS, STANDING):
        yield f"""
            CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
            BEGIN SELECT RAISE(ABORT, '{CHANGED}'); END
        """


def function(name, body, answer="NEW"):
    return f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        {body} RETURN {answer}; END $$
    """


def raising(sentence):
    return f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation';"


def postgresql_statements():
    for name, (table, condition, sentence) in REFUSED.items():
        yield function(name, f"BEGIN IF {condition} THEN {raising(sentence)} END IF;")
        yield f"""
            CREATE TRIGGER {name} BEFORE INSERT ON {table}
            FOR EACH ROW EXECUTE FUNCTION {name}()
        """
    yield from postgresql_standings()
    yield from postgresql_chain()
    # A closing waits for every transfer that is being written, and lets none begin meanwhile.
    yield function(
        "ledger_closing_alone", "BEGIN LOCK TABLE ledger_transfer IN SHARE ROW EXCLUSIVE MODE;"
    )
    yield """
        CREATE TRIGGER ledger_closing_alone BEFORE INSERT ON ledger_closing
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_closing_alone()
    """
    yield function("ledger_unchanged", f"BEGIN {raising(CHANGED)}")
    # An empty table may be truncated: tests do.
    yield function(
        "ledger_kept",
        f"""DECLARE filled boolean; BEGIN
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', TG_TABLE_NAME) INTO filled;
        IF filled THEN {raising(CHANGED)} END IF;""",
    )
    for table in (*STANDS, STANDING):
        verbs = "DELETE" if table == STANDING else "UPDATE OR DELETE"
        yield f"""
            CREATE TRIGGER {table}_unchanged BEFORE {verbs} ON {table}
            FOR EACH ROW EXECUTE FUNCTION ledger_unchanged()
        """
        yield f"""
            CREATE TRIGGER {table}_kept BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION ledger_kept()
        """


def postgresql_standings():
    yield function(
        f"{STANDING}_never_below",
        f"BEGIN IF NEW.balance * OLD.side < 0 THEN {raising(BELOW)} END IF;",
    )
    yield f"""
        CREATE TRIGGER {STANDING}_never_below BEFORE UPDATE ON {STANDING}
        FOR EACH ROW EXECUTE FUNCTION {STANDING}_never_below()
    """
    yield function("ledger_account_floored", f"BEGIN {floored('~')};")
    yield """
        CREATE TRIGGER ledger_account_floored AFTER INSERT ON ledger_account
        FOR EACH ROW EXECUTE FUNCTION ledger_account_floored()
    """
    # In the order of names, so that two transfers never wait for each other crosswise.
    yield function(
        "ledger_transfer_written",
        f"""DECLARE part record; BEGIN
        FOR part IN
            SELECT s.account_id, e.amount FROM ledger_entry e
            JOIN {STANDING} s ON s.account_id = e.account_id
            JOIN ledger_account a ON a.id = e.account_id
            WHERE e.transfer_id = NEW.id ORDER BY a.name COLLATE "C"
        LOOP
            UPDATE {STANDING} SET balance = balance + part.amount
            WHERE account_id = part.account_id;
        END LOOP;""",
    )
    yield """
        CREATE TRIGGER ledger_transfer_written AFTER INSERT ON ledger_transfer
        FOR EACH ROW EXECUTE FUNCTION ledger_transfer_written()
    """


def postgresql_chain():
    yield function(
        "ledger_transfer_linked",
        f"""BEGIN
        PERFORM pg_advisory_xact_lock(hashtext('hongmao ledger'), hashtext(NEW.currency));
        {postgresql_link()};""",
    )
    yield """
        CREATE CONSTRAINT TRIGGER ledger_transfer_linked AFTER INSERT ON ledger_transfer
        DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION ledger_transfer_linked()
    """


def install(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in {"sqlite": sqlite_statements, "postgresql": postgresql_statements}[vendor]():
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(install, elidable=False)]
