"""Invoices as files."""

from typing import Any

from flask import Response

from backend.house.queries import name_of_library
from backend.shop.routes.here import settings
from backend.shop.rules.invoice_pdf import invoice_pdf
from backend.shop.rules.invoices import Invoice

# Drawing one takes most of a second of a processor.
DRAWINGS = "20 per minute"
PDF: dict[int | str, Any] = {
    200: {
        "description": "The invoice",
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
    }
}


def paper(invoice: Invoice, locale: str) -> Response:
    """The invoice in one of the two languages."""
    library = name_of_library(settings(), locale)
    answer = Response(invoice_pdf(invoice, locale, library), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="invoice-{invoice.number}.pdf"'
    return answer
