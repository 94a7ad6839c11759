/** Hand the reader a file, by this name, to keep. */
export function saveFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser takes the file up after the click; only then may its address go.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
