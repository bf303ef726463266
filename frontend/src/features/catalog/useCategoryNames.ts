import { computed } from 'vue'
import type { Category } from '@/api/shapes'
import { useWords } from '@/i18n'
import { useCategories } from './queries'

/** The category tree with a look-up by slug, for chips, headings and menus. */
export function useCategoryNames() {
  const { data, error, refetch, isPending } = useCategories()
  const { nameOf } = useWords()
  const tree = computed<Category[]>(() => data.value?.items ?? [])
  const places = computed(() => {
    const found = new Map<string, { name: string; top: Category }>()
    for (const top of tree.value) {
      found.set(top.slug, { name: nameOf(top), top })
      for (const leaf of top.children) found.set(leaf.slug, { name: nameOf(leaf), top })
    }
    return found
  })
  const categoryName = (slug: string) => places.value.get(slug)?.name ?? slug
  const topOf = (slug: string) => places.value.get(slug)?.top
  return { tree, categoryName, topOf, nameOf, error, refetch, isPending }
}
