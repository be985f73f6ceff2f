import { splitTarget } from '../text.js'

/** One `name=value` of a query string. */
interface Parameter {
  /** As it was sent. */
  pair: string
  name: string
  value: string
}

/** Parameters of a query string, decoded; the first one of a name counts. */
export class Query {
  readonly #parameters: readonly Parameter[]

  /** @param raw without its question mark */
  constructor(raw: string) {
    this.#parameters = raw === '' ? [] : raw.split('&').map(parameter)
  }

  /** The value of a parameter; empty when it has none. */
  get(name: string): string | undefined {
    for (const known of this.#parameters) {
      if (known.name === name) return known.value
    }
    return undefined
  }

  /** Whether a parameter says `true`, however capitalised: Python clients send `True` [C: fireREST, fmcapi]. */
  isTrue(name: string): boolean {
    return this.get(name)?.toLowerCase() === 'true'
  }

  /** The parameters as they were sent, without those named, each with a leading `&`. */
  without(...names: string[]): string {
    let rest = ''
    for (const { pair, name } of this.#parameters) {
      if (pair !== '' && !names.includes(name)) rest += `&${pair}`
    }
    return rest
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

function parameter(pair: string): Parameter {
  const equals = pair.indexOf('=')
  if (equals < 0) return { pair, name: decoded(pair), value: '' }
  return { pair, name: decoded(pair.slice(0, equals)), value: decoded(pair.slice(equals + 1)) }
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
