/** The rooms of the personal centre in the order of its rail. One whose page does not exist is left out. */
import { Bell, BookCheck, BookOpen, Bookmark, CalendarDays, Coins, Footprints, Hourglass, House, KeyRound, LibraryBig, MapPin, MessageSquareText, Package, ShieldCheck, SlidersHorizontal, Star, UserRound } from '@lucide/vue'
import type { Component } from 'vue'

export type RailEntry = { route: string; words: string; icon: Component; part: 'reading' | 'known' | 'account' }

export const RAIL: RailEntry[] = [
  { route: 'account', words: 'centre.overview', icon: House, part: 'reading' },
  { route: 'my-loans', words: 'lending.loans', icon: BookCheck, part: 'reading' },
  { route: 'my-holds', words: 'lending.holds', icon: Hourglass, part: 'reading' },
  { route: 'my-fines', words: 'fines.mine', icon: Coins, part: 'reading' },
  { route: 'my-orders', words: 'orders.mine', icon: Package, part: 'reading' },
  { route: 'my-reading', words: 'centre.reading', icon: BookOpen, part: 'reading' },
  { route: 'my-favourites', words: 'centre.favourites', icon: Bookmark, part: 'reading' },
  { route: 'my-ratings', words: 'centre.ratings', icon: Star, part: 'reading' },
  { route: 'my-reviews', words: 'centre.reviews', icon: MessageSquareText, part: 'reading' },
  { route: 'my-lists', words: 'centre.lists', icon: LibraryBig, part: 'reading' },
  { route: 'my-history', words: 'centre.history', icon: Footprints, part: 'known' },
  { route: 'my-year', words: 'centre.year', icon: CalendarDays, part: 'known' },
  { route: 'my-taste', words: 'centre.taste', icon: SlidersHorizontal, part: 'known' },
  { route: 'notices', words: 'notices.title', icon: Bell, part: 'account' },
  { route: 'my-addresses', words: 'addresses.title', icon: MapPin, part: 'account' },
  { route: 'settings', words: 'settings.title', icon: UserRound, part: 'account' },
  { route: 'security', words: 'security.title', icon: KeyRound, part: 'account' },
  { route: 'privacy', words: 'centre.privacy', icon: ShieldCheck, part: 'account' },
]
