import { useRoute, useRouter } from 'vue-router'
import { sentenceOf } from '@/api/errors'
import { useWords } from '@/i18n'
import { useToasts } from '@/shared/composables/useToasts'
import { useSession } from './session'

/** Sign out, say so, and leave a page that is only for readers. */
export function useSignOut() {
  const session = useSession()
  const route = useRoute()
  const router = useRouter()
  const { show } = useToasts()
  const { t, te } = useWords()

  return async () => {
    try {
      await session.signOut()
      if (route.meta.reader) await router.push({ name: 'home' })
      show(t('account.signedOut'))
    } catch (error) {
      show(sentenceOf(error, t, te), { tone: 'alarm' })
    }
  }
}
