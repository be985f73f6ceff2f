import { splitTarget } from '../text.js'

/** Parameters of a query string, decoded; the first one of a name counts. */
export class Query {
  readonly #raw: string
  readonly #values = new Map<string, string>()

  /** @param raw without its question mark */
  constructor(raw: string) {
    this.#raw = raw
    if (raw === '') return
    for (const pair of raw.split('&')) {
      const name = decoded(pairName(pair))
      if (!this.#values.has(name)) this.#values.set(name, decoded(pair.slice(pairName(pair).length + 1)))
    }
  }

  /** The value of a parameter; empty when it has none. */
  get(name: string): string | undefined {
    return this.#values.get(name)
  }

  /** Whether a parameter says `true`, however capitalised: Python clients send `True` [C: fireREST, fmcapi]. */
  isTrue(name: string): boolean {
    return this.#values.get(name)?.toLowerCase() === 'true'
  }

  /** The parameters as they were sent, without those named, each with a leading `&`. */
  without(...names: string[]): string {
    if (this.#raw === '') return ''
    return this.#raw
      .split('&')
      .filter((pair) => pair !== '' && !names.includes(decoded(pairName(pair))))
      .map((pair) => `&${pair}`)
      .join('')
  }
}

const NO_QUERY = new Query('')

/**
 * Takes a request target apart. Slashes doubled before the path and one at its end do no harm, as Cisco's own samples
 * have them [likely: DOC-215918, LAB-106].
 */
export function parseTarget(target: string): { segments: string[]; query: Query } {
  const { path, query } = splitTarget(target)
  let start = 0
  while (path.charCodeAt(start) === 47) start++
  const bare = path.slice(start, path.endsWith('/') ? -1 : undefined)
  return { segments: percentDecoded(bare).split('/'), query: query === '' ? NO_QUERY : new Query(query) }
}

function pairName(pair: string): string {
  const equals = pair.indexOf('=')
  return equals < 0 ? pair : pair.slice(0, equals)
}

/** As forms encode: a plus sign is a space. */
function decoded(text: string): string {
  return percentDecoded(text.includes('+') ? text.replaceAll('+', ' ') : text)
}

function percentDecoded(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    // Broken percent-encoding is taken literally, and then matches nothing.
    return text
  }
}
