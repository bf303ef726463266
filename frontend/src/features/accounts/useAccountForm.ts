import { computed, reactive, ref } from 'vue'
import { useRoute, useRouter, type RouteLocationRaw } from 'vue-router'
import { ApiError, fieldSentenceOf, sentenceOf } from '@/api/errors'
import { useWords } from '@/i18n'
import { nextPathOf } from './nextPath'

type Check = () => string | null

/** A form that says what is wrong beside the field, sends once, and then leads back to where the reader came from, or first to `landing`. */
export function useAccountForm<Name extends string>(checks: Record<Name, Check>, send: () => Promise<void>, landing?: (query: { next?: string }) => RouteLocationRaw) {
  const { t, te } = useWords()
  const route = useRoute()
  const router = useRouter()
  const touched = reactive(new Set<string>())
  const refused = ref<Record<string, string>>({})
  const failure = ref('')
  const sending = ref(false)
  const next = computed<{ next?: string }>(() => (typeof route.query.next === 'string' ? { next: route.query.next } : {}))

  /** The sentence under a field: what the library refused, else what the rules say once it was touched. */
  function problemOf(name: Name): string {
    if (refused.value[name]) return refused.value[name]
    const code = touched.has(name) ? checks[name]() : null
    return code ? fieldSentenceOf({ code, message: code }, t, te) : ''
  }
  function touch(name: Name): void {
    touched.add(name)
  }
  function edited(name: Name): void {
    delete refused.value[name]
    failure.value = ''
  }
  async function submit(): Promise<void> {
    const names = Object.keys(checks) as Name[]
    names.forEach((name) => touched.add(name))
    if (sending.value || names.some((name) => checks[name]())) return
    sending.value = true
    failure.value = ''
    try {
      await send()
      await router.replace(landing ? landing(next.value) : nextPathOf(route.query.next))
    } catch (error) {
      tell(error)
    } finally {
      sending.value = false
    }
  }
  function tell(error: unknown): void {
    const fields = error instanceof ApiError ? error.fields : {}
    for (const [name, [problem]] of Object.entries(fields)) {
      if (problem && name in checks) refused.value[name] = fieldSentenceOf(problem, t, te)
    }
    if (error instanceof ApiError && error.code === 'name_taken' && 'name' in checks) refused.value.name = sentenceOf(error, t, te)
    if (!Object.keys(refused.value).length) failure.value = sentenceOf(error, t, te)
  }
  return { problemOf, touch, edited, submit, failure, sending, next }
}
