"""Labels on sheets: the house, the title, the barcode as Code 128, and the shelf mark."""

from collections.abc import Sequence
from itertools import groupby

from barcode.codex import Code128
from fpdf import FPDF
from pylopdf_fonts_zh_cn import sans_path

from backend.office.rules.labels import SHEETS, Label, Sheet

FONT = "Noto Sans SC"
# ISO/IEC 15417: ten modules of white on both sides, or a scanner may not find the code.
QUIET = 10
PADDING = 2.5
POINT = 25.4 / 72
INK, SOFT = (0, 0, 0), (70, 70, 70)


def bars_of(barcode: str) -> str:
    """The modules of the symbol, 1 is black: start, signs, check sign, stop."""
    [modules] = Code128(barcode).build()
    return str(modules)


def labels_pdf(labels: Sequence[Label], sheet_name: str, start: int, library: str, locale: str) -> bytes:
    """The file; the first label stands at the place `start`, from 1, of the first sheet."""
    sheet = SHEETS[sheet_name]
    paper = FPDF(unit="mm", format=sheet.page)
    paper.set_auto_page_break(False)
    paper.set_margin(0)
    paper.set_lang(locale)
    paper.set_title(f"{library} ({len(labels)})")
    paper.add_font(FONT, fname=str(sans_path()))
    first = min(start, sheet.places) - 1
    for number, label in enumerate(labels):
        page, place = divmod(first + number, sheet.places)
        if paper.page_no() < page + 1:
            paper.add_page()
        _draw(paper, sheet, place, label, library)
    return bytes(paper.output())


def _draw(paper: FPDF, sheet: Sheet, place: int, label: Label, library: str) -> None:
    left, top = sheet.corner(place)
    width, height = sheet.label
    inner = width - 2 * PADDING
    small, large = (5.5, 8.5) if height < 32 else (6.5, 10.0)
    line = small * POINT * 1.3
    top += PADDING * 0.8
    _line(paper, left, top, inner, library, small, SOFT)
    _line(paper, left, top + line, inner, label.title, small + 0.5, INK)
    foot = large * POINT * 1.25
    bottom = sheet.corner(place)[1] + height - PADDING * 0.8
    _line(paper, left, bottom - foot, inner, label.shelf_mark or "", large, INK)
    code_line = small * POINT * 1.25
    bars_top = top + 2 * line + 0.8
    bars_bottom = bottom - foot - code_line - 0.3
    _bars(paper, left, width, bars_top, bars_bottom - bars_top, label.barcode)
    _line(paper, left, bars_bottom + 0.3, inner, label.barcode, small, INK)


def _bars(paper: FPDF, left: float, width: float, top: float, height: float, barcode: str) -> None:
    modules = bars_of(barcode)
    # A module of a third of a millimetre is read by every scanner; a long code has finer ones.
    module = min(0.33, (width - 1) / (len(modules) + 2 * QUIET))
    x = left + (width - module * len(modules)) / 2
    paper.set_fill_color(*INK)
    for black, run in groupby(modules):
        length = module * len(list(run))
        if black == "1":
            paper.rect(x, top, length, height, style="F")
        x += length


def _line(
    paper: FPDF, left: float, top: float, inner: float, text: str, size: float, color: tuple[int, int, int]
) -> None:
    """One line in the middle of the label; what is too long ends in dots."""
    paper.set_font(FONT, size=size)
    paper.set_text_color(*color)
    shown = text
    while shown and paper.get_string_width(shown) > inner:
        shown = shown.removesuffix("…")[:-1] + "…" if len(shown) > 1 else ""
    paper.set_xy(left + PADDING, top)
    paper.cell(inner, size * POINT * 1.2, shown, align="C")
