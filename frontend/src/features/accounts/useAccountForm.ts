import { computed } from 'vue'
import { useRoute, useRouter, type RouteLocationRaw } from 'vue-router'
import { nextPathOf } from './nextPath'
import { useFields } from './useFields'

/** The form of a door: once it was taken it leads back to where the reader came from, or first to `landing`. */
export function useAccountForm<Name extends string>(checks: Record<Name, () => string | null>, send: () => Promise<void>, landing?: (query: { next?: string }) => RouteLocationRaw, beside: Record<string, NoInfer<Name>> = {}) {
  const route = useRoute()
  const router = useRouter()
  const fields = useFields(checks, send, beside)
  const next = computed<{ next?: string }>(() => (typeof route.query.next === 'string' ? { next: route.query.next } : {}))

  async function submit(): Promise<void> {
    if (await fields.submit()) await router.replace(landing ? landing(next.value) : nextPathOf(route.query.next))
  }
  return { ...fields, submit, next }
}
