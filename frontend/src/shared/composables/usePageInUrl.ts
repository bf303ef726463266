import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** The page of a long list, kept in the address: `?page=3`. */
export function usePageInUrl() {
  const route = useRoute()
  const router = useRouter()
  const page = computed(() => Math.max(1, Math.floor(Number(route.query.page)) || 1))
  const turn = (to: number) => void router.push({ query: to > 1 ? { page: to } : {} })
  return { page, turn }
}
