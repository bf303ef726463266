import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router'
import { askForAnnouncements } from '@/features/announcements/queries'
import { askForBook } from '@/features/catalog/queries'
import { askForList } from '@/features/discovery/list/askForList'
import { askToSignIn, keepToStaff, openScreen } from './guards'
import { restoreScroll } from './scroll'

declare module 'vue-router' {
  interface RouteMeta {
    /** The room of the personal centre that a page is part of, when it has no entry of its own there. */
    room?: string
    /** Only for a reader who is signed in. */
    reader?: boolean
    /** Only for the people who run the library. */
    staff?: boolean
    /** Without head and foot: the page has the whole window. */
    bare?: boolean
    /** Only for those who decide on the library as a whole. */
    admin?: boolean
    /** Another address of this route is another page: start from new. */
    fresh?: boolean
    /** Asks for what the page will show, before its code is there. */
    ahead?: (to: Pick<RouteLocationNormalized, 'params' | 'query'>) => void
  }
}

export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: restoreScroll,
  routes: [
    { path: '/', name: 'home', component: () => import('@/pages/HomePage.vue'), meta: { ahead: askForAnnouncements } },
    { path: '/books', name: 'books', component: () => import('@/pages/books/BookListPage.vue'), meta: { ahead: ({ query }) => askForList(query) } },
    { path: '/books/:id(\\d+)', name: 'book', component: () => import('@/pages/books/BookPage.vue'), meta: { fresh: true, ahead: ({ params }) => askForBook(Number(params.id)) } },
    { path: '/authors/:id(\\d+)', name: 'author', component: () => import('@/pages/books/AuthorPage.vue'), meta: { fresh: true } },
    { path: '/series/:id(\\d+)', name: 'series', component: () => import('@/pages/books/SeriesPage.vue'), meta: { fresh: true } },
    { path: '/lists/:slug', name: 'curated-list', component: () => import('@/pages/books/CuratedListPage.vue'), meta: { fresh: true } },
    { path: '/shared-lists/:slug', name: 'shared-list', component: () => import('@/pages/lists/SharedListPage.vue'), meta: { fresh: true } },
    {
      path: '/account',
      component: () => import('./layouts/AccountLayout.vue'),
      meta: { reader: true },
      children: [
        { path: '', name: 'account', component: () => import('@/pages/account/OverviewPage.vue') },
        { path: 'loans', name: 'my-loans', component: () => import('@/pages/account/LoansPage.vue') },
        { path: 'holds', name: 'my-holds', component: () => import('@/pages/account/HoldsPage.vue') },
        { path: 'orders', name: 'my-orders', component: () => import('@/pages/account/OrdersPage.vue') },
        { path: 'orders/:id(\\d+)', name: 'my-order', component: () => import('@/pages/account/OrderPage.vue'), meta: { room: 'my-orders' } },
        { path: 'reading', name: 'my-reading', component: () => import('@/pages/account/ReadingPage.vue') },
        { path: 'favourites', name: 'my-favourites', component: () => import('@/pages/account/FavouritesPage.vue') },
        { path: 'reviews', name: 'my-reviews', component: () => import('@/pages/account/ReviewsPage.vue') },
        { path: 'ratings', name: 'my-ratings', component: () => import('@/pages/account/RatingsPage.vue') },
        { path: 'lists', name: 'my-lists', component: () => import('@/pages/account/ListsPage.vue') },
        { path: 'lists/:id(\\d+)', name: 'my-list', component: () => import('@/pages/account/ListPage.vue'), meta: { room: 'my-lists' } },
        { path: 'history', name: 'my-history', component: () => import('@/pages/account/HistoryPage.vue') },
        { path: 'year/:year(\\d{4})?', name: 'my-year', component: () => import('@/pages/account/YearPage.vue') },
        { path: 'orders/:id(\\d+)/pay', name: 'my-order-pay', component: () => import('@/pages/account/PayPage.vue'), meta: { room: 'my-orders' } },
        { path: 'privacy', name: 'privacy', component: () => import('@/pages/account/PrivacyPage.vue') },
        { path: 'import', name: 'import', component: () => import('@/pages/account/ImportPage.vue'), meta: { room: 'privacy' } },
        { path: 'import/:id(\\d+)', name: 'import-run', component: () => import('@/pages/account/ImportRunPage.vue'), meta: { room: 'privacy' } },
        { path: 'fines', name: 'my-fines', component: () => import('@/pages/account/FinesPage.vue') },
        { path: 'taste', name: 'my-taste', component: () => import('@/pages/account/TastePage.vue') },
        { path: 'notices', name: 'notices', component: () => import('@/pages/account/NoticesPage.vue') },
        { path: 'addresses', name: 'my-addresses', component: () => import('@/pages/account/AddressesPage.vue') },
        { path: 'settings', name: 'settings', component: () => import('@/pages/account/SettingsPage.vue') },
        { path: 'security', name: 'security', component: () => import('@/pages/account/SecurityPage.vue') },
      ],
    },
    { path: '/welcome', name: 'welcome', component: () => import('@/pages/WelcomePage.vue'), meta: { reader: true } },
    {
      path: '/staff',
      component: () => import('./layouts/StaffLayout.vue'),
      meta: { staff: true },
      children: [
        { path: '', name: 'staff', component: () => import('@/pages/staff/TodayPage.vue') },
        { path: 'desk', name: 'staff-desk', component: () => import('@/pages/staff/DeskPage.vue') },
        { path: 'returns', name: 'staff-returns', component: () => import('@/pages/staff/ReturnsPage.vue') },
        { path: 'pull-list', name: 'staff-pull-list', component: () => import('@/pages/staff/PullListPage.vue') },
        { path: 'hold-shelf', name: 'staff-hold-shelf', component: () => import('@/pages/staff/HoldShelfPage.vue') },
        { path: 'overdue', name: 'staff-overdue', component: () => import('@/pages/staff/OverduePage.vue') },
        { path: 'loans', name: 'staff-loans', component: () => import('@/pages/staff/LoansPage.vue') },
        { path: 'holds', name: 'staff-holds', component: () => import('@/pages/staff/HoldsPage.vue') },
        { path: 'fines', name: 'staff-fines', component: () => import('@/pages/staff/FinesPage.vue') },
        { path: 'books', name: 'staff-books', component: () => import('@/pages/staff/BooksPage.vue') },
        { path: 'books/new', name: 'staff-book-new', component: () => import('@/pages/staff/BookEditPage.vue'), meta: { fresh: true, room: 'staff-books' } },
        { path: 'books/:id(\\d+)', name: 'staff-book', component: () => import('@/pages/staff/BookEditPage.vue'), meta: { fresh: true, room: 'staff-books' } },
        { path: 'copies', name: 'staff-copies', component: () => import('@/pages/staff/CopiesPage.vue') },
        { path: 'copies/scan', name: 'staff-copy', component: () => import('@/pages/staff/CopyPage.vue') },
        { path: 'series', name: 'staff-series', component: () => import('@/pages/staff/SeriesDeskPage.vue') },
        { path: 'series/:id(\\d+)', name: 'staff-series-one', component: () => import('@/pages/staff/SeriesEditPage.vue'), meta: { fresh: true, room: 'staff-series' } },
        { path: 'books/:id(\\d+)/queue', name: 'staff-queue', component: () => import('@/pages/staff/QueuePage.vue'), meta: { fresh: true, room: 'staff-hold-shelf' } },
        { path: 'authors', name: 'staff-authors', component: () => import('@/pages/staff/AuthorsPage.vue') },
        { path: 'categories', name: 'staff-categories', component: () => import('@/pages/staff/CategoriesPage.vue') },
        { path: 'shelves', name: 'staff-shelves', component: () => import('@/pages/staff/ShelvesPage.vue') },
        { path: 'shelves/:id(\\d+)', name: 'staff-shelf', component: () => import('@/pages/staff/ShelfPage.vue'), meta: { fresh: true, room: 'staff-shelves' } },
        { path: 'announcements', name: 'staff-announcements', component: () => import('@/pages/staff/AnnouncementsPage.vue') },
        { path: 'runs', name: 'staff-runs', component: () => import('@/pages/staff/ModelRunsPage.vue') },
        { path: 'runs/:id(\\d+)', name: 'staff-run', component: () => import('@/pages/staff/ModelRunPage.vue'), meta: { fresh: true, room: 'staff-runs' } },
        { path: 'behind', name: 'staff-behind', component: () => import('@/pages/staff/BehindPage.vue'), meta: { room: 'screen' } },
        { path: 'kiosks', name: 'staff-kiosks', component: () => import('@/pages/staff/KiosksPage.vue'), meta: { admin: true } },
        { path: 'sales', name: 'staff-sales', component: () => import('@/pages/staff/SalesPage.vue') },
        { path: 'reviews', name: 'staff-reviews', component: () => import('@/pages/staff/ReviewDeskPage.vue') },
        { path: 'audit', name: 'staff-audit', component: () => import('@/pages/staff/AuditPage.vue') },
        { path: 'bulk-acts', name: 'staff-bulk-acts', component: () => import('@/pages/staff/BulkActsPage.vue') },
        { path: 'bulk-acts/:id(\\d+)', name: 'staff-bulk-act', component: () => import('@/pages/staff/BulkActPage.vue'), meta: { fresh: true, room: 'staff-bulk-acts' } },
        { path: 'jobs', name: 'staff-jobs', component: () => import('@/pages/staff/JobsPage.vue') },
        // Who comes without asking for anything comes to pack.
        { path: 'orders', name: 'staff-orders', component: () => import('@/pages/staff/OrdersPage.vue'), beforeEnter: (to) => Object.keys(to.query).length > 0 || { ...to, query: { state: 'confirmed' }, replace: true } },
        { path: 'orders/slips', name: 'staff-order-slips', component: () => import('@/pages/staff/OrderSlipsPage.vue'), meta: { room: 'staff-orders' } },
        { path: 'orders/:id(\\d+)', name: 'staff-order', component: () => import('@/pages/staff/OrderPage.vue'), meta: { fresh: true, room: 'staff-orders' } },
        { path: 'stock', name: 'staff-stock', component: () => import('@/pages/staff/StockPage.vue') },
        { path: 'discounts', name: 'staff-discounts', component: () => import('@/pages/staff/DiscountsPage.vue') },
        { path: 'vouchers', name: 'staff-vouchers', component: () => import('@/pages/staff/VouchersPage.vue') },
        { path: 'shop', name: 'staff-shop', component: () => import('@/pages/staff/ShopPage.vue') },
        { path: 'policies', name: 'staff-policies', component: () => import('@/pages/staff/PoliciesPage.vue') },
        { path: 'calendar', name: 'staff-calendar', component: () => import('@/pages/staff/CalendarPage.vue') },
        { path: 'readers', name: 'staff-readers', component: () => import('@/pages/staff/ReadersPage.vue') },
        { path: 'readers/:id(\\d+)', name: 'staff-reader', component: () => import('@/pages/staff/ReaderPage.vue'), meta: { fresh: true, room: 'staff-readers' } },
        { path: 'payments', name: 'staff-payments', component: () => import('@/pages/staff/PaymentsPage.vue') },
        { path: 'users', name: 'staff-users', component: () => import('@/pages/staff/UsersPage.vue') },
        { path: 'users/:id(\\d+)', name: 'staff-user', component: () => import('@/pages/staff/UserPage.vue'), meta: { fresh: true, room: 'staff-users' } },
        { path: 'users/:id(\\d+)/merge', name: 'staff-user-merge', component: () => import('@/pages/staff/UserMergePage.vue'), meta: { room: 'staff-users' } },
        { path: 'settings', name: 'staff-settings', component: () => import('@/pages/staff/HousePage.vue') },
        { path: 'runs/compare', name: 'staff-runs-compare', component: () => import('@/pages/staff/RunComparePage.vue'), meta: { room: 'staff-runs' } },
        { path: 'imports', name: 'staff-imports', component: () => import('@/pages/staff/ImportsPage.vue') },
        { path: 'imports/:id(\\d+)', name: 'staff-import', component: () => import('@/pages/staff/ImportRunPage.vue'), meta: { fresh: true, room: 'staff-imports' } },
      ],
    },
    { path: '/screen', name: 'screen', component: () => import('@/pages/screen/BigScreenPage.vue'), meta: { bare: true } },
    { path: '/cart', name: 'cart', component: () => import('@/pages/shop/CartPage.vue') },
    { path: '/checkout', name: 'checkout', component: () => import('@/pages/shop/CheckoutPage.vue'), meta: { reader: true } },
    { path: '/sandbox/:ref([0-9a-f]{32})', name: 'sandbox', component: () => import('@/pages/SandboxPage.vue') },
    { path: '/opening-hours', name: 'opening-hours', component: () => import('@/pages/OpeningHoursPage.vue') },
    { path: '/sign-in', name: 'sign-in', component: () => import('@/pages/account/SignInPage.vue') },
    { path: '/register', name: 'register', component: () => import('@/pages/account/RegisterPage.vue') },
    { path: '/forgot', name: 'forgot', component: () => import('@/pages/account/ForgotPage.vue') },
    { path: '/reset', name: 'reset', component: () => import('@/pages/account/ResetPage.vue') },
    { path: '/confirm', name: 'confirm', component: () => import('@/pages/account/ConfirmPage.vue') },
    { path: '/:path(.*)*', name: 'not-found', component: () => import('@/pages/NotFoundPage.vue') },
  ],
})
router.beforeEach(askToSignIn)
router.beforeEach(keepToStaff)
router.beforeEach(openScreen)
router.beforeEach((to) => to.meta.ahead?.(to))
