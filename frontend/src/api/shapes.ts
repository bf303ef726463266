/** Names for the shapes in the generated schema, read off the paths that answer with them. */
import type { paths } from './schema'

type Answer<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { 'application/json': infer Body } } } }
}
  ? Body
  : never

export type Account = Answer<'/api/account'>
export type Reader = NonNullable<Account['reader']>
export type Library = Account['library']
export type Category = Answer<'/api/categories'>['items'][number]
export type BookPage = Answer<'/api/books'>
export type BookCard = BookPage['items'][number]
export type Book = Answer<'/api/books/{book_id}'>
export type BookQuery = NonNullable<paths['/api/books']['get']['parameters']['query']>
export type Suggestions = Answer<'/api/books/suggest'>
export type Series = Answer<'/api/series/{series_id}'>
export type CuratedList = Answer<'/api/curated-lists'>['items'][number]
export type MyRating = Answer<'/api/books/{book_id}/rating'>
export type RatedBook = Answer<'/api/ratings'>['items'][number]
export type RatedBookPage = Answer<'/api/ratings'>
export type Recommendations = Answer<'/api/recommendations'>
export type Recommendation = Recommendations['items'][number]
export type Registration = paths['/api/users']['post']['requestBody']['content']['application/json']
export type Credentials = paths['/api/session']['post']['requestBody']['content']['application/json']
export type AccountChange = paths['/api/account']['patch']['requestBody']['content']['application/json']
export type NoticePage = Answer<'/api/notices'>
export type Notice = NoticePage['items'][number]
export type RelatedBooks = Answer<'/api/books/{book_id}/similar'>
export type Taste = Answer<'/api/taste'>
export type TasteSignal = Taste['signals'][number]
export type DismissalPage = Answer<'/api/recommendations/dismissals'>
export type Dismissal = DismissalPage['items'][number]
export type Onboarding = Answer<'/api/onboarding'>
export type Shown = paths['/api/recommendations/shown']['post']['requestBody']['content']['application/json']['items'][number]
export type Shelf = Shown['shelf']
export type RunPage = Answer<'/api/admin/runs'>
export type Run = RunPage['items'][number]
export type RunDetails = Answer<'/api/admin/runs/{run_id}'>
export type Measure = Answer<'/api/admin/runs/measures'>['items'][number]
