import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { useQueryCache } from '@pinia/colada'
import { api, bodyOf, rememberCsrfToken } from '@/api/client'
import type { Account, AccountChange, Credentials, Library, Reader, Registration } from '@/api/shapes'
import { speak } from '@/i18n'
import { callLibrary } from '@/shared/composables/useLibraryName'
import { useTheme } from '@/shared/composables/useTheme'

/** Who is reading: the one store of the page. Everything else from the server is a query. */
export const useSession = defineStore('session', () => {
  const reader = ref<Reader | null>(null)
  const viewingAs = ref<Account['viewing_as']>(null)
  const library = ref<Library | null>(null)
  const queryCache = useQueryCache()
  const { theme } = useTheme()
  const signedIn = computed(() => reader.value !== null)
  /** What counts for what is shown: an admin may look at the library as somebody of another role. */
  const role = computed(() => viewingAs.value ?? reader.value?.role)
  /** May see the rooms of the staff; an auditor looks and changes nothing. */
  const isStaff = computed(() => ['staff', 'auditor', 'admin'].includes(role.value ?? ''))
  /** May change what is in those rooms. */
  const mayDecide = computed(() => isStaff.value && role.value !== 'auditor')
  /** May decide on the library as a whole: roles, settings, the model. */
  const isAdmin = computed(() => role.value === 'admin')

  function take(account: Account): void {
    const changed = account.reader?.id !== reader.value?.id || (account.viewing_as ?? null) !== viewingAs.value
    rememberCsrfToken(account.csrf_token)
    reader.value = account.reader ?? null
    viewingAs.value = account.viewing_as ?? null
    library.value = account.library
    callLibrary(account.library)
    if (changed) forgetPersonal()
  }

  // What belonged to one reader must never be shown to the next one at the same screen.
  function forgetPersonal(): void {
    for (const entry of queryCache.getEntries({ key: ['mine'] })) queryCache.remove(entry)
  }

  const load = async () => take(await bodyOf(api.GET('/api/account')))
  const register = async (body: Registration) => take(await bodyOf(api.POST('/api/users', { body })))
  const signOut = async () => take(await bodyOf(api.DELETE('/api/session')))
  const signOutEverywhere = async () => take(await bodyOf(api.DELETE('/api/account/sessions')))
  const change = async (body: AccountChange) => take(await bodyOf(api.PATCH('/api/account', { body })))
  const changePassword = async (old_password: string, password: string) => take(await bodyOf(api.PUT('/api/account/password', { body: { old_password, password } })))
  const changeEmail = async (email: string | null, password: string) => take(await bodyOf(api.PUT('/api/account/email', { body: { email, password } })))
  const removeAvatar = async () => take(await bodyOf(api.DELETE('/api/account/avatar')))

  /** Signing in brings the language and the theme that were chosen, on whatever device. */
  async function signIn(body: Credentials): Promise<void> {
    take(await bodyOf(api.POST('/api/session', { body })))
    if (reader.value?.theme) theme.value = reader.value.theme
    if (reader.value) await speak(reader.value.locale)
  }

  async function putAvatar(picture: Blob): Promise<void> {
    // The contract calls the body a string; what travels is the file itself.
    take(await bodyOf(api.PUT('/api/account/avatar', { body: picture as unknown as string, bodySerializer: (file) => file, headers: { 'Content-Type': 'application/octet-stream' } })))
  }

  /** Look at the library as somebody of another role, who changes nothing meanwhile; null: as oneself again. */
  async function viewAs(other: Account['viewing_as']): Promise<void> {
    await (other ? api.POST('/api/staff/view-as', { body: { role: other } }) : api.DELETE('/api/staff/view-as'))
    await load()
  }

  /** The server ended the session (expiry, sign-out elsewhere): ask who we are now. */
  async function lose(): Promise<void> {
    if (signedIn.value) await load()
  }

  /** Remember the language with the account too; for a guest the browser remembers it. */
  async function rememberLocale(locale: Reader['locale']): Promise<void> {
    if (reader.value && reader.value.locale !== locale) await change({ locale })
  }

  /** The same for the theme. */
  async function rememberTheme(chosen: NonNullable<Reader['theme']>): Promise<void> {
    if (reader.value && reader.value.theme !== chosen) await change({ theme: chosen })
  }

  return { reader, library, viewingAs, signedIn, isStaff, mayDecide, isAdmin, load, viewAs, signIn, register, signOut, signOutEverywhere, change, changePassword, changeEmail, putAvatar, removeAvatar, lose, rememberLocale, rememberTheme }
})
