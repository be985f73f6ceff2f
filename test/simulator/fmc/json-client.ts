import { accessToken, startFmc } from './fmc-bench.js'

/** The configuration of the Global domain. */
export const CONFIG = '/api/fmc_config/v1/domain/default'

/** A session with a simulated FMC that sends and reads JSON; requests are not counted. */
export function jsonClient(user = 'admin', options: Record<string, unknown> = {}) {
  const fmc = startFmc({ rate: { enabled: false }, ...options })
  const headers = accessToken(fmc.login(user))
  const call = (method: string, target: string, body?: unknown) => {
    const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body)
    const response = fmc.send(method, target, headers, text)
    return { status: response.status, response, json: JSON.parse(response.body) }
  }
  /** Creates an object that must be accepted, and gives it. */
  const create = (target: string, body: unknown) => {
    const made = call('POST', target, body)
    if (made.status > 202) throw new Error(`POST ${target}: ${made.status} ${made.response.body}`)
    return made.json
  }
  return { ...fmc, call, create }
}

/** `{"type","id"}` of an object, as references are sent. */
export function referenceTo({ type, id }: { type: string; id: string }) {
  return { type, id }
}

/** The names in a list. */
export function namesIn(json: { items?: { name: string }[] }): string[] {
  return (json.items ?? []).map(({ name }) => name)
}
