/** The rooms of the office in groups, in the order of the rail. One whose page does not exist is left out. */
import { ArrowDownToLine, ArrowLeftRight, Banknote, BookMarked, BookOpen, BookUp, Boxes, CalendarDays, ChartColumn, ChartSpline, ClipboardList, Clock4, Coins, FolderTree, History, Hourglass, LibraryBig, LibrarySquare, ListChecks, Megaphone, MessageSquareWarning, MonitorPlay, Package, PenLine, Percent, Presentation, ScanBarcode, ScrollText, Settings2, Store, Sunrise, Tag, TicketPercent, Timer, UserCog, UsersRound } from '@lucide/vue'
import type { Component } from 'vue'

/** `admin`: only for those who run the library as a whole. */
export type StaffEntry = { route: string; words: string; icon: Component; permission?: 'admin' }
export type StaffGroup = { words: string; entries: StaffEntry[] }

export const STAFF_RAIL: StaffGroup[] = [
  {
    words: 'office.groups.today',
    entries: [
      { route: 'staff', words: 'office.home', icon: Sunrise },
    ],
  },
  {
    words: 'office.groups.desk',
    entries: [
      { route: 'staff-desk', words: 'desk.nav.desk', icon: BookUp },
      { route: 'staff-returns', words: 'desk.nav.returns', icon: ArrowDownToLine },
      { route: 'staff-pull-list', words: 'desk.nav.pullList', icon: ClipboardList },
      { route: 'staff-hold-shelf', words: 'desk.nav.holdShelf', icon: LibraryBig },
      { route: 'staff-overdue', words: 'desk.nav.overdue', icon: Clock4 },
      { route: 'staff-loans', words: 'lendingDesk.navLoans', icon: BookMarked },
      { route: 'staff-holds', words: 'lendingDesk.navHolds', icon: Hourglass },
    ],
  },
  {
    words: 'office.groups.catalogue',
    entries: [
      { route: 'staff-books', words: 'officeBooks.nav', icon: BookOpen },
      { route: 'staff-series', words: 'seriesDesk.nav', icon: LibrarySquare },
      { route: 'staff-copies', words: 'copies.nav', icon: Tag },
      { route: 'staff-copy', words: 'copies.scan', icon: ScanBarcode },
      { route: 'staff-authors', words: 'authorsDesk.nav', icon: PenLine },
      { route: 'staff-categories', words: 'categoriesDesk.nav', icon: FolderTree },
      { route: 'staff-shelves', words: 'shelvesDesk.nav', icon: LibrarySquare },
      { route: 'staff-imports', words: 'exchangeDesk.nav', icon: ArrowLeftRight },
    ],
  },
  {
    words: 'office.groups.readers',
    entries: [
      { route: 'staff-readers', words: 'desk.nav.readers', icon: UsersRound },
      { route: 'staff-fines', words: 'lendingDesk.navFines', icon: Coins },
      { route: 'staff-users', words: 'people.nav', icon: UserCog },
      { route: 'staff-reviews', words: 'desk.nav.reviews', icon: MessageSquareWarning },
    ],
  },
  {
    words: 'office.groups.shop',
    entries: [
      { route: 'staff-orders', words: 'orders.nav', icon: Package },
      { route: 'staff-stock', words: 'stock.nav', icon: Boxes },
      { route: 'staff-discounts', words: 'discounts.nav', icon: Percent },
      { route: 'staff-vouchers', words: 'vouchers.nav', icon: TicketPercent },
      { route: 'staff-payments', words: 'pay.nav', icon: Banknote },
      { route: 'staff-shop', words: 'shopTerms.nav', icon: Store },
    ],
  },
  {
    words: 'office.groups.insight',
    entries: [
      { route: 'screen', words: 'screen.title', icon: Presentation },
      { route: 'staff-sales', words: 'figures.nav', icon: ChartColumn },
      { route: 'staff-runs', words: 'desk.nav.runs', icon: ChartSpline },
    ],
  },
  {
    words: 'office.groups.house',
    entries: [
      { route: 'staff-kiosks', words: 'screen.kiosks.nav', icon: MonitorPlay, permission: 'admin' },
      { route: 'staff-announcements', words: 'announcements.nav', icon: Megaphone },
      { route: 'staff-settings', words: 'houseSettings.nav', icon: Settings2 },
      { route: 'staff-policies', words: 'desk.nav.policies', icon: ScrollText },
      { route: 'staff-calendar', words: 'desk.nav.calendar', icon: CalendarDays },
      { route: 'staff-audit', words: 'audit.nav', icon: History },
      { route: 'staff-bulk-acts', words: 'bulkActs.nav', icon: ListChecks },
      { route: 'staff-jobs', words: 'desk.nav.jobs', icon: Timer },
    ],
  },
]
