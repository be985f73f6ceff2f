/** Percent-decodes; text that is not properly encoded stays as it is. A `+` is no space here [C: PY]. */
export function percentDecode(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Value of the first parameter of that name in a query string (without its `?`), decoded; undefined if absent. */
export function parameter(query: string, name: string): string | undefined {
  if (query === '') return undefined
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=')
    if (equals >= 0 && pair.slice(0, equals) === name) return percentDecode(pair.slice(equals + 1))
  }
  return undefined
}
