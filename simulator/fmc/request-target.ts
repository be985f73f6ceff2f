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

/** A request target taken apart. */
export interface ParsedTarget {
  /** Of the path, percent-decoded, without that of the gateway. */
  segments: string[]
  query: Query
  /** Path of the gateway in front of the API, which absolute links must keep; empty unless there is one. */
  prefix: string
}

/**
 * Takes a request target apart. Slashes doubled before the path and one at its end do no harm, as Cisco's own samples
 * have them [likely: DOC-215918, LAB-106].
 */
export function parseTarget(target: string): ParsedTarget {
  const { path, query } = splitTarget(target)
  let start = 0
  while (path.charCodeAt(start) === 47) start++
  const bare = path.slice(start, path.endsWith('/') ? -1 : undefined)
  return {
    segments: percentDecoded(bare).split('/'),
    query: query === '' ? NO_QUERY : new Query(query),
    prefix: '',
  }
}

/** Where the API of a cloud-delivered FMC lies behind a gateway [C: fmcapi, TF2]. */
const GATEWAYS = ['api/rest/v1/cdfmc', 'firewall/v1/cdfmc']

/** A target as the FMC sees it, behind the gateway that it went through. That links name the gateway again is [G]. */
export function withoutGateway(target: ParsedTarget): ParsedTarget {
  const gateway = GATEWAYS.find((path) => target.segments.join('/').startsWith(`${path}/`))
  if (gateway === undefined) return target
  return {
    ...target,
    segments: target.segments.slice(gateway.split('/').length),
    prefix: `/${gateway}`,
  }
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
