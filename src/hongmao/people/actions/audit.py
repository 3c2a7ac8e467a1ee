"""The one audit row that each action anywhere leaves."""

from hongmao.people.models import AuditRow, Person


def record(actor: Person | None, verb: str, subject: str, **facts: object) -> AuditRow:
    """Leave the audit row of an action; call it inside the action's own database transaction."""
    return AuditRow.objects.create(actor=actor, verb=verb, subject=subject, facts=facts)
