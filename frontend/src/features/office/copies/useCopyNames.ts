/** Where copies may stand and what they may be, in words. */
import { computed } from 'vue'
import { useCopyChoices } from '../books/queries'
import { useBookWords } from '../books/useBookWords'

export function useCopyNames() {
  const { nameOf } = useBookWords()
  const { data, refetch } = useCopyChoices()
  const places = computed(() => data.value?.locations ?? [])
  const kinds = computed(() => data.value?.item_types ?? [])
  const nameIn = (list: { id: number; name_zh: string; name_en: string }[], id: number) => {
    const found = list.find((one) => one.id === id)
    return found ? nameOf(found) : ''
  }
  return { places, kinds, placeName: (id: number) => nameIn(places.value, id), kindName: (id: number) => nameIn(kinds.value, id), nextBarcode: computed(() => data.value?.next_barcode ?? ''), refetch, nameOf }
}
