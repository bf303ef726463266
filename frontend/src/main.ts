import { PiniaColada, PiniaColadaQueryHooksPlugin } from '@pinia/colada'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { forgetBrought } from '@/api/client'
import { ApiError } from '@/api/errors'
import App from '@/app/App.vue'
import { router } from '@/app/router'
import '@/app/styles/base.css'
import '@/app/styles/theme.css'
import '@/app/styles/element.css'
import '@/app/styles/first-view.css'
import { useSession } from '@/features/accounts/session'
import { i18n, rememberedLocale, speak } from '@/i18n'

const app = createApp(App)
app.use(createPinia())
app.use(PiniaColada, {
  plugins: [
    PiniaColadaQueryHooksPlugin({
      onError(error) {
        // The session ended while the page was open: go on as a guest.
        if (error instanceof ApiError && error.status === 401) void useSession().lose()
      },
    }),
  ],
})
app.use(i18n)

// The code of the page asked for, and what it will show, travel while the account is being asked.
const asked = router.resolve(location.pathname + location.search)
asked.meta.ahead?.(asked)
for (const { components } of asked.matched) {
  const page = components?.default
  if (typeof page === 'function' && !('setup' in page)) void (page as () => Promise<unknown>)()
}
// Who is reading and in which language is known before the first paint: nothing jumps afterwards.
// Without an answer the page still opens; every part then says for itself that it could not load.
await Promise.all([speak(rememberedLocale()), useSession().load().catch(() => undefined)])
app.use(router)
// Mounted before the page is known, the header would be drawn twice, and a key pressed in between would go to the first.
const found = await router.isReady().then(() => true, () => false)
app.mount('#app')
router.afterEach(forgetBrought)
// Its code could not be fetched: asked again, there is now a page that says so.
if (!found) void router.replace(location.pathname + location.search + location.hash).catch(() => undefined)
