/** Gives the reader a file that was made on this page. */
export function saveFile(name: string, content: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  // The browser has taken it once it has had a turn.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
