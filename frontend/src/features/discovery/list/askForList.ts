import type { LocationQuery } from 'vue-router'
import { askForBooks } from '../queries'
import { filtersFromQuery, requestOf } from './bookFilters'
import { rememberedWayOn } from './useListLooks'

/** Ask for the books of a list that is about to open, while the code of its page is on its way. */
export function askForList(query: LocationQuery): void {
  const filters = filtersFromQuery(query)
  // A long page asks in its own way, and what I have not read only I may ask for.
  if (!filters.unread && rememberedWayOn(filters.more) === 'pages') askForBooks(requestOf(filters))
}
