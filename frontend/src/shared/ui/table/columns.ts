/** The columns of a table: which there are, which are shown, in which order they were chosen. */
export type Column<Key extends string = string> = {
  key: Key
  /** Key of its heading in the messages. */
  label: string
  /** The word that the library sorts by; without one, the column cannot be sorted. */
  sort?: string
  width?: string
  /** Figures stand at the end. */
  align?: 'start' | 'end'
  /** Stays in one line: days, states, numbers of cards. */
  keep?: boolean
  /** Shown only when it is chosen. */
  hidden?: boolean
  /** Cannot be taken away: what a row is called. */
  always?: boolean
  /** Its name in the CSV file; false: it is not there. Without, its key. */
  csv?: string | false
}

export type PageOf<Row> = { items: Row[]; page: number; size: number; total: number }

/** The columns that are shown for this choice (keys with commas between them); without one, those that are meant to be. */
export function shownColumns<Of extends Column>(columns: readonly Of[], choice: string | undefined): Of[] {
  const chosen = new Set(choice?.split(',').filter(Boolean))
  const known = columns.some((column) => chosen.has(column.key))
  return columns.filter((column) => column.always || (known ? chosen.has(column.key) : !column.hidden))
}

/** The choice in words for the address; undefined when it is what everybody sees. */
export function choiceOf(columns: readonly Column[], keys: readonly string[]): string | undefined {
  const choice = columns.filter((column) => keys.includes(column.key) && !column.always).map((column) => column.key)
  const usual = columns.filter((column) => !column.hidden && !column.always).map((column) => column.key)
  if (choice.join() === usual.join()) return undefined
  // With nothing chosen the name of the row stays: its key says that this is a choice.
  return choice.join() || columns.find((column) => column.always)?.key
}

/** What the file is asked for: the columns that are shown and that it knows. */
export function csvColumns(columns: readonly Column[]): string {
  return columns.flatMap((column) => (column.csv === false ? [] : [column.csv ?? column.key])).join(',')
}
