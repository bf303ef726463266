import { PiniaColada, PiniaColadaQueryHooksPlugin } from '@pinia/colada'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { ApiError } from '@/api/errors'
import App from '@/app/App.vue'
import { router } from '@/app/router'
import '@/app/styles/base.css'
import '@/app/styles/theme.css'
import '@/app/styles/element.css'
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

// The code of the page asked for travels while the account is being asked.
for (const { components } of router.resolve(location.pathname).matched) {
  const page = components?.default
  if (typeof page === 'function' && !('setup' in page)) void (page as () => Promise<unknown>)()
}
// Who is reading and in which language is known before the first paint: nothing jumps afterwards.
// Without an answer the page still opens; every part then says for itself that it could not load.
await Promise.all([speak(rememberedLocale()), useSession().load().catch(() => undefined)])
app.use(router)
app.mount('#app')
