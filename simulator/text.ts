/** `Date` header form of a wall instant given in ms since 1970: `Sun, 06 Nov 1994 08:49:37 GMT`. */
export function httpDate(wallMs: number): string {
  return new Date(wallMs).toUTCString()
}

/** Text as unpadded base64url of its UTF-8 bytes. */
export function base64url(text: string): string {
  return Buffer.from(text).toString('base64url')
}

/** Splits a request target into its path and its query; the query is without its `?`, and empty when there is none. */
export function splitTarget(target: string): { path: string; query: string } {
  const mark = target.indexOf('?')
  return mark < 0
    ? { path: target, query: '' }
    : { path: target.slice(0, mark), query: target.slice(mark + 1) }
}

/** A text with values in the place of their names in braces; values are taken as they are, and unknown names are left. */
export function filledIn(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}
