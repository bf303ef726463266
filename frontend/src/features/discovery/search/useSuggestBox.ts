import { computed, ref, watch, type Ref } from 'vue'
import { useWords } from '@/i18n'
import { useDebounced } from '@/shared/composables/useDebounced'
import { formatNames } from '@/shared/format'
import { useSuggestions } from '../queries'
import { groupsOf, step, type Offer } from './suggestions'

const STILL_MS = 120

/** The list under the search field: what is in it, whether it is open, and which line the arrow keys stand on. */
export function useSuggestBox(words: Ref<string>, choose: (offer: Offer) => void) {
  const { locale, nameOf } = useWords()
  const typed = computed(() => words.value.trim())
  const wanted = ref(false)
  const asked = useDebounced(computed(() => (wanted.value ? typed.value : '')), STILL_MS)
  const { data } = useSuggestions(asked)
  const groups = computed(() => groupsOf(asked.value ? data.value : undefined, typed.value, nameOf, (names) => formatNames(names, locale.value)))
  const offers = computed(() => groups.value.flatMap((group) => group.offers))
  const open = computed(() => wanted.value && typed.value !== '')
  const place = ref(-1)
  const current = computed(() => (open.value ? offers.value[place.value] : undefined))

  // Other words or other offers: the line that was chosen is no longer the same one.
  watch([typed, data], () => (place.value = -1))

  function close(): void {
    wanted.value = false
    place.value = -1
  }
  function onKey(event: KeyboardEvent): void {
    // An input method has its own use for arrows, Enter and Escape.
    if (event.isComposing) return
    const by = ({ ArrowDown: 1, ArrowUp: -1 } as const)[event.key]
    if (by && typed.value) {
      event.preventDefault()
      place.value = wanted.value ? step(place.value, by, offers.value.length) : place.value
      wanted.value = true
    } else if (event.key === 'Escape' && open.value) {
      event.preventDefault()
      event.stopPropagation()
      close()
    } else if (event.key === 'Enter' && current.value) {
      event.preventDefault()
      choose(current.value)
    }
  }
  return { groups, open, current, wanted, close, onKey }
}
