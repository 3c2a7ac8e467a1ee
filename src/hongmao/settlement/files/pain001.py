"""ISO 20022 pain.001.001.09, through sepaxml, checked against the schema that it brings.

Names are written in Latin letters, as SEPA's character set asks. Ids follow from the batch: the
same file at every download.
"""

import xml.etree.ElementTree as ET
from typing import Any

from sepaxml import SepaTransfer
from sepaxml.validation import try_valid_xml

from hongmao.core.money import minor_digits
from hongmao.core.payees import is_bic, is_iban
from hongmao.core.reasons import Reason, Refusal
from hongmao.settlement.files.batch import FileBatch, Payer

SCHEMA = "pain.001.001.09"
_SPACE = f"urn:iso:std:iso:20022:tech:xsd:{SCHEMA}"


def pain001_file(batch: FileBatch, payer: Payer) -> bytes:
    """The message; its control sum and count are those of the batch.

    In euro it asks for a SEPA transfer. Raises `Refusal`: FILE_CURRENCY (amounts with two decimals
    only), FILE_NEEDS_IBAN, PAYER_UNSET.
    """
    if minor_digits(batch.currency) != 2:
        raise Refusal(Reason.FILE_CURRENCY, currency=batch.currency)
    without = sum(not is_iban(row.payee.number) for row in batch.rows)
    if without:
        raise Refusal(Reason.FILE_NEEDS_IBAN, count=without)
    if not payer.iban or not payer.name:
        raise Refusal(Reason.PAYER_UNSET, setting="HONGMAO_PAYER_IBAN, HONGMAO_COMPANY_NAME")
    message = SepaTransfer(_config(batch, payer), schema=SCHEMA, clean=True)
    for row in batch.rows:
        message.add_payment(_payment(batch, row.payee.name, row.payee.number, row))
    root = ET.fromstring(message.export(validate=False))  # noqa: S314 - we wrote it just now
    for name, value in (
        ("MsgId", batch.number),
        ("PmtInfId", batch.number),
        ("CreDtTm", f"{batch.at:%Y-%m-%dT%H:%M:%S}"),
    ):
        for found in root.iter(f"{{{_SPACE}}}{name}"):
            found.text = value
    ET.register_namespace("", _SPACE)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    try_valid_xml(content, SCHEMA)
    return content


def _config(batch: FileBatch, payer: Payer) -> dict[str, Any]:
    config = {
        "name": payer.latin or payer.name,
        "IBAN": payer.iban,
        "batch": True,
        "currency": batch.currency,
        "domestic": batch.currency != "EUR",
    }
    return {**config, "BIC": payer.bic} if payer.bic else config


def _payment(batch: FileBatch, name: str, iban: str, row: Any) -> dict[str, Any]:
    payment = {
        "name": name,
        "IBAN": iban,
        "amount": row.amount,
        "execution_date": batch.at.date(),
        "description": f"{batch.note} {row.reference}",
        "endtoend_id": row.reference,
    }
    return {**payment, "BIC": row.payee.code} if is_bic(row.payee.code) else payment
