/** An act on many things is asked for here; its own page shows what would be done, does it and takes it back. */
import { ref } from 'vue'
import { useRouter } from 'vue-router'
import { useToasts } from '@/shared/composables/useToasts'
import { prepareBulk, type BulkFor } from './acts'
import { useBookWords } from './useBookWords'

type Chosen = { chosen: number[]; all: boolean; count: number; filter: Record<string, unknown> }

export function useBulk() {
  const { t, whyOf } = useBookWords()
  const { show } = useToasts()
  const router = useRouter()
  const count = ref(0)
  const preparing = ref(false)
  let target: BulkFor = { ids: [] }

  /** What the next act is for, as the table says it. */
  function aim({ chosen, all, count: many, filter }: Chosen): void {
    target = all ? { filter } : { ids: [...chosen] }
    count.value = many
  }
  async function look(kind: string, params: Record<string, unknown>): Promise<void> {
    preparing.value = true
    try {
      const act = await prepareBulk(kind, target, params)
      await router.push({ name: 'staff-bulk-act', params: { id: act.id } })
    } catch (error) {
      show(t('officeBooks.failed', { reason: whyOf(error) }), { tone: 'alarm' })
    } finally {
      preparing.value = false
    }
  }
  return { count, preparing, aim, look }
}
