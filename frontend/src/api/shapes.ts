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
export type ListCard = Answer<'/api/lists'>['items'][number]
export type FullList = Answer<'/api/lists/{list_id}'>
export type ListEntry = FullList['entries'][number]
export type SharedList = Answer<'/api/shared-lists/{share_slug}'>
export type Visibility = FullList['visibility']
export type Overview = Answer<'/api/account/overview'>
export type HistoryPage = Answer<'/api/account/history'>
export type HistoryEvent = HistoryPage['items'][number]
export type YearInBooks = Answer<'/api/account/years/{year}'>
export type Timeline = Answer<'/api/taste/timeline'>
export type MyBook = Answer<'/api/books/{book_id}/mine'>
export type MyReading = NonNullable<MyBook['reading']>
export type ReadingSpan = MyReading['past'][number]
export type ReadingRecord = paths['/api/books/{book_id}/reading']['put']['requestBody']['content']['application/json']
export type ReadingStatus = ReadingRecord['status']
export type ReadingPage = Answer<'/api/reading'>
export type ReadingBook = ReadingPage['items'][number]
export type FavouritePage = Answer<'/api/favourites'>
export type MyReview = NonNullable<MyBook['review']>
export type ReviewText = paths['/api/books/{book_id}/review']['put']['requestBody']['content']['application/json']
export type BookReviews = Answer<'/api/books/{book_id}/reviews'>
export type Review = BookReviews['items'][number]
export type ReviewQuery = NonNullable<paths['/api/books/{book_id}/reviews']['get']['parameters']['query']>
export type ReviewReport = paths['/api/reviews/{review_id}/report']['put']['requestBody']['content']['application/json']
export type WrittenReview = Answer<'/api/reviews'>['items'][number]
export type ReviewQueue = Answer<'/api/admin/reviews'>
export type QueuedReview = ReviewQueue['items'][number]
export type ReviewDecision = paths['/api/admin/reviews/{review_id}/decide']['post']['requestBody']['content']['application/json']
export type FilterWord = Answer<'/api/admin/filter-words'>['items'][number]
export type Privacy = Answer<'/api/account/privacy'>
export type ReaderImport = Answer<'/api/account/imports'>['items'][number]
export type ImportRowPage = Answer<'/api/account/imports/{my_import_id}/rows'>
export type ImportRow = ImportRowPage['items'][number]
export type ImportSite = ReaderImport['site']
export type ImportFilter = NonNullable<NonNullable<paths['/api/account/imports/{my_import_id}/rows']['get']['parameters']['query']>['verdict']>
export type Lending = Answer<'/api/books/{book_id}/lending'>
export type LoanPage = Answer<'/api/loans'>
export type Loan = LoanPage['items'][number]
export type Hold = Answer<'/api/holds'>['items'][number]
export type Renewal = paths['/api/loans/renew']['post']['responses'][200]['content']['application/json']['items'][number]
