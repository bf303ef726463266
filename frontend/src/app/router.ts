import { createRouter, createWebHistory } from 'vue-router'
import { askToSignIn } from './guards'
import { restoreScroll } from './scroll'

declare module 'vue-router' {
  interface RouteMeta {
    /** Only for a reader who is signed in. */
    reader?: boolean
    /** Another address of this route is another page: start from new. */
    fresh?: boolean
  }
}

export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: restoreScroll,
  routes: [
    { path: '/', name: 'home', component: () => import('@/pages/HomePage.vue') },
    { path: '/books', name: 'books', component: () => import('@/pages/books/BookListPage.vue') },
    { path: '/books/:id(\\d+)', name: 'book', component: () => import('@/pages/books/BookPage.vue'), meta: { fresh: true } },
    { path: '/account/ratings', name: 'my-ratings', component: () => import('@/pages/account/RatingsPage.vue'), meta: { reader: true } },
    { path: '/sign-in', name: 'sign-in', component: () => import('@/pages/account/SignInPage.vue') },
    { path: '/register', name: 'register', component: () => import('@/pages/account/RegisterPage.vue') },
    { path: '/:path(.*)*', name: 'not-found', component: () => import('@/pages/NotFoundPage.vue') },
  ],
})
router.beforeEach(askToSignIn)
