import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { useQueryCache } from '@pinia/colada'
import { api, bodyOf, rememberCsrfToken } from '@/api/client'
import type { Account, Credentials, Library, Reader, Registration } from '@/api/shapes'

/** Who is reading: the one store of the page. Everything else from the server is a query. */
export const useSession = defineStore('session', () => {
  const reader = ref<Reader | null>(null)
  const library = ref<Library | null>(null)
  const queryCache = useQueryCache()
  const signedIn = computed(() => reader.value !== null)
  /** May see the rooms of the staff; an auditor looks and changes nothing. */
  const isStaff = computed(() => ['staff', 'auditor', 'admin'].includes(reader.value?.role ?? ''))

  function take(account: Account): void {
    const changed = account.reader?.id !== reader.value?.id
    rememberCsrfToken(account.csrf_token)
    reader.value = account.reader ?? null
    library.value = account.library
    if (changed) forgetPersonal()
  }

  // What belonged to one reader must never be shown to the next one at the same screen.
  function forgetPersonal(): void {
    for (const entry of queryCache.getEntries({ key: ['mine'] })) queryCache.remove(entry)
  }

  const load = async () => take(await bodyOf(api.GET('/api/account')))
  const signIn = async (body: Credentials) => take(await bodyOf(api.POST('/api/session', { body })))
  const register = async (body: Registration) => take(await bodyOf(api.POST('/api/users', { body })))
  const signOut = async () => take(await bodyOf(api.DELETE('/api/session')))

  /** The server ended the session (expiry, sign-out elsewhere): ask who we are now. */
  async function lose(): Promise<void> {
    if (signedIn.value) await load()
  }

  /** Remember the language with the account too; for a guest the browser remembers it. */
  async function rememberLocale(locale: Reader['locale']): Promise<void> {
    if (reader.value && reader.value.locale !== locale) take(await bodyOf(api.PATCH('/api/account', { body: { locale } })))
  }

  return { reader, library, signedIn, isStaff, load, signIn, register, signOut, lose, rememberLocale }
})
