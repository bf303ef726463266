/** The page of a list is in the address. */
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

export function useListPage() {
  const route = useRoute()
  const router = useRouter()
  const page = computed(() => Math.max(1, Math.floor(Number(route.query.page)) || 1))
  const turn = (to: number) => void router.push({ query: { ...route.query, page: to > 1 ? String(to) : undefined } })
  return { page, turn }
}
