/** For tests: mount a part with everything the real page gives it. */
import { PiniaColada } from '@pinia/colada'
import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import type { Component } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { vi } from 'vitest'
import { i18n, speak } from '@/i18n'

export type Answers = Record<string, (request: Request) => { status?: number; body: unknown } | Promise<{ status?: number; body: unknown }>>

/** Answer requests by method and path; anything else is a mistake of the test. */
export function answerWith(answers: Answers): Request[] {
  const calls: Request[] = []
  vi.stubGlobal('fetch', async (request: Request) => {
    calls.push(request)
    const key = `${request.method} ${new URL(request.url).pathname}`
    if (!answers[key]) throw new Error(`nobody answers ${key}`)
    const { status = 200, body } = await answers[key](request)
    return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })
  })
  return calls
}

export async function mountPart<Props extends object>(part: Component, props: Props, path = '/') {
  await speak('zh-CN')
  const nothing = { render: () => null }
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/', name: 'home', component: nothing },
      { path: '/books', name: 'books', component: nothing },
      { path: '/books/:id', name: 'book', component: nothing },
      { path: '/authors/:id', name: 'author', component: nothing },
      { path: '/series/:id', name: 'series', component: nothing },
      { path: '/lists/:slug', name: 'curated-list', component: nothing },
      { path: '/sign-in', name: 'sign-in', component: nothing },
      { path: '/register', name: 'register', component: nothing },
      { path: '/welcome', name: 'welcome', component: nothing },
      { path: '/account/loans', name: 'my-loans', component: nothing },
      { path: '/account/holds', name: 'my-holds', component: nothing },
      { path: '/account/fines', name: 'my-fines', component: nothing },
      { path: '/account/ratings', name: 'my-ratings', component: nothing },
      { path: '/forgot', name: 'forgot', component: nothing },
      { path: '/account/settings', name: 'settings', component: nothing },
      { path: '/account/security', name: 'security', component: nothing },
      { path: '/account/notices', name: 'notices', component: nothing },
      { path: '/cart', name: 'cart', component: nothing },
      { path: '/checkout', name: 'checkout', component: nothing },
      { path: '/account/orders', name: 'my-orders', component: nothing },
      { path: '/account/orders/:id', name: 'my-order', component: nothing },
      { path: '/account/taste', name: 'my-taste', component: nothing },
      { path: '/staff/runs/:id', name: 'staff-run', component: nothing },
      { path: '/staff/audit', name: 'staff-audit', component: nothing },
      { path: '/staff/bulk-acts/:id', name: 'staff-bulk-act', component: nothing },
    ],
  })
  await router.push(path)
  const pinia = createPinia()
  const wrapper = mount(part, { props: props as Record<string, unknown>, attachTo: document.body, global: { plugins: [pinia, PiniaColada, i18n, router] } })
  return { wrapper, router, pinia }
}

export const READER = { id: 5, name: 'reader', display_name: '林晚', role: 'reader' as const, locale: 'zh-CN' as const, theme: null, avatar: null, email: null, email_confirmed: false, pending_email: null, birth_year: null, occupation: null, profile_consent: false, personalised: true, rating_count: 43, created_at: '2026-01-01T00:00:00Z' }

export const BOOK = {
  id: 3, title: '三体', subtitle: null, original_title: null, series: null, cover: null, copies_total: 3, copies_free: 2, copies_reference: 0, stock_free: 0, copies: [], authors: [{ id: 1, name: '刘慈欣', original_name: null }], family: 'speculative', published_year: 2008, language: 'zh',
  publisher: '重庆出版社', isbn13: null, price_cents: 2300, offer_cents: null, currency: 'CNY', rating_count: 2, rating_mean: 4.5, added_on: '2026-11-01', description: null,
  categories: [], stars: [0, 0, 0, 1, 1],
}
