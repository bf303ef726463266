"""An invoice on paper: A4, in one of the two languages, with the signs that it uses in the file itself.

The font is Noto Sans SC (SIL Open Font License), of which only the signs that are used go into the file, so that it
looks the same wherever it is opened.
"""

from datetime import UTC, datetime, time

from fpdf import FPDF
from fpdf.enums import Align, TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace
from pylopdf_fonts_zh_cn import sans_path

from backend.shop.rules.invoices import Invoice, InvoiceLine, Party, money, percentage

FONT = "Noto Sans SC"
MARGIN, WIDTH = 18.0, 210.0 - 2 * 18.0
INK, SOFT, RULE, ACCENT = (31, 35, 40), (101, 109, 118), (208, 213, 219), (20, 83, 92)
COLUMNS = (82, 16, 36, 40)
_WORDS = {
    "zh-CN": {
        "invoice": "发票",
        "number": "发票编号",
        "on": "开票日期",
        "order": "订单号",
        "placed": "下单日期",
        "seller": "销售方",
        "buyer": "购买方",
        "tax_number": "纳税人识别号：{}",
        "phone": "电话：{}",
        "delivery": "交付方式",
        "pickup": "到馆自取",
        "shipping": "邮寄",
        "item": "商品",
        "quantity": "数量",
        "unit": "单价",
        "amount": "金额",
        "used": "馆藏旧书",
        "back": "已退 {} 册",
        "goods": "商品合计",
        "voucher": "优惠券 {}",
        "sending": "运费",
        "net": "不含税金额",
        "tax": "其中税额（{}）",
        "total": "价税合计",
        "captured": "已收款",
        "refunded": "已退款",
        "status": "付款状态",
        "nobody": "（已注销的读者）",
        "note": "价格均已含税。本发票由系统开具，无需盖章。",
        "page": "第 {} 页，共 {} 页",
        "none": "未付款",
        "authorised": "已授权，待收款",
        "partial": "部分付款",
        "paid": "已付清",
        "overpaid": "多付，待退",
        "part_refunded": "部分退款",
        "all_refunded": "已全额退款",
        "free": "无需付款",
    },
    "en": {
        "invoice": "Invoice",
        "number": "Invoice number",
        "on": "Date",
        "order": "Order",
        "placed": "Ordered on",
        "seller": "Seller",
        "buyer": "Buyer",
        "tax_number": "Tax number: {}",
        "phone": "Phone: {}",
        "delivery": "Delivery",
        "pickup": "Picked up at the library",
        "shipping": "Sent by post",
        "item": "Item",
        "quantity": "Pieces",
        "unit": "Price",
        "amount": "Amount",
        "used": "used, from the library",
        "back": "{} returned",
        "goods": "Goods",
        "voucher": "Voucher {}",
        "sending": "Shipping",
        "net": "Without tax",
        "tax": "Tax contained ({})",
        "total": "Total",
        "captured": "Received",
        "refunded": "Given back",
        "status": "Payment",
        "nobody": "(a reader whose account is closed)",
        "note": "All prices contain the tax. Made by the system, and valid without a signature.",
        "page": "Page {} of {}",
        "none": "not paid",
        "authorised": "authorised",
        "partial": "partly paid",
        "paid": "paid in full",
        "overpaid": "overpaid; the rest goes back",
        "part_refunded": "partly given back",
        "all_refunded": "given back in full",
        "free": "nothing to pay",
    },
}


class _Paper(FPDF):
    """A4 with a number at the foot of each page."""

    def __init__(self, words: dict[str, str]) -> None:
        super().__init__(format="A4")
        self.words = words
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(True, margin=24)
        self.add_font(FONT, fname=str(sans_path()))
        self.alias_nb_pages("{nb}")

    def footer(self) -> None:
        self.set_y(-16)
        self.write_small(self.words["note"], "L")
        self.set_y(-16)
        self.write_small(self.words["page"].format(self.page_no(), "{nb}"), "R")

    def write_small(self, text: str, align: str) -> None:
        self.set_font(FONT, size=8)
        self.set_text_color(*SOFT)
        self.cell(0, 5, text, align=align)

    def rule(self, y: float) -> None:
        self.set_draw_color(*RULE)
        self.set_line_width(0.2)
        self.line(MARGIN, y, MARGIN + WIDTH, y)


def invoice_pdf(invoice: Invoice, locale: str, library: str) -> bytes:
    """The file; the same invoice makes the same file. The library's name stands in where the terms name no seller."""
    words = _WORDS[locale]
    paper = _Paper(words)
    paper.set_lang(locale)
    paper.set_title(f"{words['invoice']} {invoice.number}")
    paper.set_author(invoice.seller.name or library)
    paper.set_creation_date(datetime.combine(invoice.on, time(), UTC))
    paper.add_page()
    _head(paper, invoice, library)
    _parties(paper, invoice, library)
    _lines(paper, invoice)
    _sums(paper, invoice)
    return bytes(paper.output())


def _head(paper: _Paper, invoice: Invoice, library: str) -> None:
    words = paper.words
    paper.set_text_color(*ACCENT)
    paper.set_font(FONT, size=24)
    paper.cell(WIDTH / 2, 12, words["invoice"])
    paper.set_text_color(*SOFT)
    paper.set_font(FONT, size=11)
    paper.cell(WIDTH / 2, 12, library, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.ln(3)
    facts = (
        (words["number"], invoice.number),
        (words["on"], invoice.on.isoformat()),
        (words["order"], invoice.order_number),
        (words["placed"], invoice.placed_on.isoformat()),
        (words["delivery"], words[invoice.delivery]),
    )
    # The last one is the longest.
    widths = (34, 28, 36, 28, WIDTH - 126)
    for place, size, color, height in ((0, 8, SOFT, 5), (1, 10, INK, 6)):
        paper.set_font(FONT, size=size)
        paper.set_text_color(*color)
        for width, fact in zip(widths, facts, strict=True):
            paper.cell(width, height, fact[place])
        paper.ln(height)
    paper.ln(3)
    paper.rule(paper.get_y())
    paper.ln(5)


def _parties(paper: _Paper, invoice: Invoice, library: str) -> None:
    top, half = paper.get_y(), WIDTH / 2 - 4
    words = paper.words
    bottoms = []
    for left, title, party, unnamed in (
        (MARGIN, words["seller"], invoice.seller, library),
        (MARGIN + WIDTH / 2 + 4, words["buyer"], invoice.buyer, words["nobody"]),
    ):
        paper.set_xy(left, top)
        paper.set_font(FONT, size=8)
        paper.set_text_color(*SOFT)
        paper.cell(half, 5, title)
        paper.set_xy(left, top + 5.5)
        paper.set_font(FONT, size=11)
        paper.set_text_color(*INK)
        paper.multi_cell(half, 6, party.name or unnamed, align="L", new_x=XPos.LEFT, new_y=YPos.NEXT)
        paper.set_font(FONT, size=9)
        paper.set_text_color(*SOFT)
        for text in _about(party, words):
            paper.multi_cell(half, 5, text, align="L", new_x=XPos.LEFT, new_y=YPos.NEXT)
        bottoms.append(paper.get_y())
    paper.set_xy(MARGIN, max(bottoms) + 6)


def _about(party: Party, words: dict[str, str]) -> list[str]:
    found = [party.address] if party.address else []
    if party.phone:
        found.append(words["phone"].format(party.phone))
    if party.tax_number:
        found.append(words["tax_number"].format(party.tax_number))
    return found


def _lines(paper: _Paper, invoice: Invoice) -> None:
    words = paper.words
    paper.set_font(FONT, size=9.5)
    paper.set_text_color(*INK)
    paper.set_draw_color(*RULE)
    plain = FontFace(emphasis="", color=SOFT, fill_color=(244, 246, 248))
    right = Align.R
    with paper.table(
        col_widths=COLUMNS,
        width=int(WIDTH),
        text_align=(Align.L, right, right, right),
        headings_style=plain,
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        line_height=5.4,
        padding=(1.6, 1.5, 1.6, 1.5),
    ) as table:
        table.row((words["item"], words["quantity"], words["unit"], words["amount"]))
        for line in invoice.lines:
            prices = (money(cents, invoice.currency) for cents in (line.unit_cents, line.total_cents))
            table.row((_item(line, words), str(line.quantity), *prices))
    paper.ln(5)


def _item(line: InvoiceLine, words: dict[str, str]) -> str:
    more = [line.author] if line.author else []
    if line.isbn13:
        more.append(f"ISBN {line.isbn13}")
    if line.kind == "used":
        more.append(words["used"])
    if line.returned:
        more.append(words["back"].format(line.returned))
    return "\n".join([line.title, " · ".join(more)] if more else [line.title])


def _sums(paper: _Paper, invoice: Invoice) -> None:
    words = paper.words
    rows = [(words["goods"], invoice.goods_cents)]
    if invoice.voucher_cents:
        rows.append((words["voucher"].format(invoice.voucher_code or "").strip(), -invoice.voucher_cents))
    if invoice.delivery == "shipping":
        rows.append((words["sending"], invoice.shipping_cents))
    rows.append((words["net"], invoice.net_cents))
    rows.append((words["tax"].format(percentage(invoice.tax_basis_points)), invoice.tax_cents))
    # What belongs together stays on one page.
    if paper.will_page_break(6 * (len(rows) + 4) + 8):
        paper.add_page()
    for name, cents in rows:
        _sum(paper, name, money(cents, invoice.currency), 9.5, SOFT)
    paper.rule(paper.get_y() + 1)
    paper.ln(2.5)
    _sum(paper, words["total"], money(invoice.total_cents, invoice.currency), 14, ACCENT)
    paper.ln(1)
    _sum(paper, words["captured"], money(invoice.captured_cents, invoice.currency), 9.5, SOFT)
    if invoice.refunded_cents:
        _sum(paper, words["refunded"], money(invoice.refunded_cents, invoice.currency), 9.5, SOFT)
    _sum(paper, words["status"], words[_status(invoice)], 9.5, INK)


def _status(invoice: Invoice) -> str:
    if invoice.total_cents == 0:
        return "free"
    return "all_refunded" if invoice.payment_status == "refunded" else invoice.payment_status


def _sum(paper: _Paper, name: str, value: str, size: float, color: tuple[int, int, int]) -> None:
    paper.set_font(FONT, size=size)
    paper.set_text_color(*color)
    height = 6 if size < 12 else 9
    paper.set_x(MARGIN + WIDTH / 2)
    paper.cell(WIDTH / 4, height, name)
    paper.cell(WIDTH / 4, height, value, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
