import type { ControllerKind, Served } from '../model/wire.js'

/** Where the control API is, on whatever address the page came from. */
const ROOT = '/__midrun'

/** A request of the page was refused, or did not get through. */
export class ControlRefusal extends Error {
  override readonly name = 'ControlRefusal'
}

/** Path of an endpoint of one controller. */
export function endpoint(controller: ControllerKind, path: string): string {
  return `${ROOT}/controllers/${controller}${path}`
}

/** Where the events of all controllers are, each from `<controller>:<seq>` on, with commas between. */
export function eventsFrom(since: string): string {
  return `${ROOT}/controllers/events?since=${since}`
}

/** Which controllers there are. @throws ControlRefusal */
export function readServed(): Promise<Served> {
  return call('GET', `${ROOT}/controllers`)
}

/** Asks one controller's control API. @throws ControlRefusal with the sentence that the API answered */
export function ask<T>(
  controller: ControllerKind,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<T> {
  return call(method, endpoint(controller, path), body)
}

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  let response: Response
  try {
    response = await fetch(path, {
      method,
      headers: { accept: 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  } catch {
    throw new ControlRefusal('the server did not answer: is it still running?')
  }
  const answer = (await response.json().catch(() => ({}))) as { error?: string }
  if (!response.ok) throw new ControlRefusal(answer.error ?? `the server answered ${response.status}`)
  return answer as T
}
