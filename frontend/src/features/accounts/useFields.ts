import { reactive, ref } from 'vue'
import { ApiError, fieldSentenceOf, sentenceOf } from '@/api/errors'
import { useWords } from '@/i18n'

type Check = () => string | null

/** A form that says what is wrong beside the field and sends once. Failures named in `beside` belong to a field. */
export function useFields<Name extends string>(checks: Record<Name, Check>, send: () => Promise<unknown>, beside: Record<string, NoInfer<Name>> = {}) {
  const { t, te } = useWords()
  const touched = reactive(new Set<string>())
  const refused = ref<Record<string, string>>({})
  const failure = ref('')
  const sending = ref(false)

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
  /** As new: nothing is said about what nobody has touched. */
  function rest(): void {
    touched.clear()
    refused.value = {}
    failure.value = ''
  }
  /** True when it was sent and taken. */
  async function submit(): Promise<boolean> {
    const names = Object.keys(checks) as Name[]
    names.forEach((name) => touched.add(name))
    if (sending.value || names.some((name) => checks[name]())) return false
    sending.value = true
    failure.value = ''
    try {
      await send()
      return true
    } catch (error) {
      tell(error)
      return false
    } finally {
      sending.value = false
    }
  }
  function tell(error: unknown): void {
    const { fields = {}, code = '' } = error instanceof ApiError ? error : {}
    for (const [name, [problem]] of Object.entries(fields)) {
      if (problem && name in checks) refused.value[name] = fieldSentenceOf(problem, t, te)
    }
    const field = beside[code]
    if (field) refused.value[field] = sentenceOf(error, t, te)
    if (!Object.keys(refused.value).length) failure.value = sentenceOf(error, t, te)
  }
  return { problemOf, touch, edited, rest, submit, failure, sending }
}
