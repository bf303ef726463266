import { onScopeDispose, ref, watch, type Ref } from 'vue'
import type { ReaderImport } from '@/api/shapes'
import { useImportActs } from '../queries'
import { AT_WORK } from './verdicts'

/** While an import is at work the page asks for the next part, again and again; another visit goes on where this one ended. */
export function useImportWork(one: Ref<ReaderImport | undefined>) {
  const { mutateAsync: act } = useImportActs()
  const trouble = ref<unknown>(null)
  let working = false
  let gone = false
  onScopeDispose(() => (gone = true))

  async function work(): Promise<void> {
    if (working) return
    working = true
    trouble.value = null
    try {
      while (!gone && one.value && AT_WORK.includes(one.value.state)) await act({ id: one.value.id, act: 'advance' })
    } catch (error) {
      trouble.value = error
    } finally {
      working = false
    }
  }

  watch(() => one.value?.state, () => void work(), { immediate: true })
  return { trouble, work }
}
