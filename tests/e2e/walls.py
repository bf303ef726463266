"""Looking at the big screen from inside its page."""

from playwright.sync_api import Page, expect

# Panels that stick out of the window or lie on each other, drawings that do not fill their place, titles that are cut,
# and what is painted in no colour.
WRONG = """() => {
  const parts = [...document.querySelectorAll('.screen-panel, .stage-tile')]
  const boxes = parts.map(part => [part, part.getBoundingClientRect()])
  const name = part => part.className + ' ' + part.textContent.trim().slice(0, 20)
  const out = boxes.filter(([, box]) => box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1)
  const over = boxes.flatMap(([a, one], i) => boxes.slice(i + 1).filter(([, two]) =>
    one.left < two.right - 1 && two.left < one.right - 1 &&
    one.top < two.bottom - 1 && two.top < one.bottom - 1).map(() => a))
  const loose = [...document.querySelectorAll('.stage-chart')].filter(place => {
    const drawing = place.querySelector('svg')
    return drawing && Math.abs(drawing.getBoundingClientRect().width - place.getBoundingClientRect().width) > 2
  })
  const words = [...document.querySelectorAll('.screen-panel h2, .stage-tile b, h1')]
  const cut = words.filter(each => each.scrollWidth > each.clientWidth + 1)
  return [...out.map(([part]) => 'out: ' + name(part)), ...over.map(part => 'over: ' + name(part)),
          ...loose.map(place => 'loose: ' + name(place)), ...cut.map(each => 'cut: ' + name(each)),
          ...[...document.querySelectorAll('.stage svg [fill*=NaN]')].slice(0, 1).map(() => 'no colour')]
}"""
# Of each panel's table the row whose figure is largest, and of the tiles all, if they lead to a list: the way, and the
# figure. Where it is not the first in its row, its place; of the hours it is their sum.
FIGURES = """() => {
  const places = { books: 1, revenue: 2 }
  const numberIn = text => Number(text.replace(/[^0-9]/g, ''))
  const leads = '[href*="/staff/behind"]'
  const tiles = [...document.querySelectorAll('a.stage-tile' + leads)].map(tile =>
    [tile.getAttribute('href'), numberIn(tile.querySelector('b .unseen').textContent)])
  const panels = [...document.querySelectorAll('.screen-panel')].flatMap(panel => {
    const name = panel.className.match(/panel-([a-z-]+)/)[1]
    const rows = [...panel.querySelectorAll('tbody tr')].filter(row => row.querySelector('a' + leads)).map(row => {
      const cells = [...row.querySelectorAll('td')].map(cell => numberIn(cell.textContent))
      const figure = name === 'hours' ? cells.reduce((sum, one) => sum + one, 0) : cells[places[name] ?? 0]
      return [row.querySelector('a').getAttribute('href'), figure]
    })
    return rows.sort((one, two) => two[1] - one[1]).slice(0, 1)
  })
  return [...tiles, ...panels]
}"""


def open_screen(page: Page, query: str = "") -> None:
    page.goto(f"/screen{query}")
    expect(page.locator(".stage-tile").first).to_be_visible()


def settled(page: Page) -> list[str]:
    """What is wrong once the drawings have followed the window."""
    found: list[str] = []
    for _ in range(20):
        found = page.evaluate(WRONG)
        if not found:
            break
        page.wait_for_timeout(150)
    return found
