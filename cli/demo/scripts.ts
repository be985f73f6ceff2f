import type { CallOptions, ControllerClient } from '../../clients/controller-client.js'
import { PermissionError } from '../../clients/errors.js'
import type { HttpReply, HttpRequest } from '../../clients/http.js'
import { RefusedError, type Scene } from './scene.js'
import type { Script } from './story.js'

/** How a small script talks to a controller. */
export interface Dialect {
  login: HttpRequest
  /** Header fields that carry the token of a login or refresh. */
  credentials(reply: HttpReply): Record<string, string>
  /** What the reply to a login says of the end of its token. */
  statedEnd(reply: HttpReply): string
}

/** The work of a script: calls that make one thing each, and the time from one to the next, in ms. */
export interface Work {
  calls: readonly CallOptions[]
  pauseMs: number
}

/** Logs in once, and stops at the first refusal. */
export function logsInOnce(dialect: Dialect, { calls, pauseMs }: Work): Script {
  return async (scene) => {
    const login = await scene.logIn(dialect.login)
    scene.remark(dialect.statedEnd(login))
    const headers = dialect.credentials(login)
    for (const call of calls) {
      const reply = await scene.send(requestOf(call, headers))
      if (reply.status >= 400) throw refused(call, reply)
      scene.hasMade()
      await scene.pause(pauseMs)
    }
  }
}

/** Takes each of these statuses for an expired session: logs in, and sends the request again. */
export function logsInAgain(dialect: Dialect, { calls, pauseMs }: Work, statuses: readonly number[]): Script {
  return async (scene) => {
    let headers = dialect.credentials(await scene.logIn(dialect.login))
    for (const call of calls) {
      let reply = await scene.send(requestOf(call, headers))
      while (statuses.includes(reply.status)) {
        headers = dialect.credentials(await scene.logIn(dialect.login))
        reply = await scene.send(requestOf(call, headers))
      }
      if (reply.status >= 400) throw refused(call, reply)
      scene.hasMade()
      await scene.pause(pauseMs)
    }
  }
}

/**
 * Renews its token after each `everyMs` of virtual time, for as long as there is work.
 * @param refresh makes the request that trades these header fields for new ones
 */
export function refreshesWithoutCounting(
  dialect: Dialect,
  { calls, pauseMs }: Work,
  everyMs: number,
  refresh: (headers: Record<string, string>) => HttpRequest,
): Script {
  return async (scene) => {
    let headers = dialect.credentials(await scene.logIn(dialect.login))
    let renewedMs = scene.elapsedMs
    for (const call of calls) {
      if (scene.elapsedMs - renewedMs >= everyMs) {
        const request = refresh(headers)
        const reply = await scene.send(request)
        if (reply.status >= 400) throw refused(request, reply)
        headers = dialect.credentials(reply)
        renewedMs = scene.elapsedMs
      }
      const reply = await scene.send(requestOf(call, headers))
      if (reply.status >= 400) throw refused(call, reply)
      scene.hasMade()
      await scene.pause(pauseMs)
    }
  }
}

/** Leaves the session to a reference client, and passes by what the account may not do. */
export function leavesItToTheClient(
  open: (options: Scene['client']) => ControllerClient<unknown>,
  { calls, pauseMs }: Work,
): Script {
  return async (scene) => {
    const client = open(scene.client)
    for (const call of calls) {
      try {
        await client.request(call)
        scene.hasMade()
      } catch (error) {
        if (!(error instanceof PermissionError)) throw error
        scene.remark('PermissionError: passed by, no login. The session is fine.')
      }
      await scene.pause(pauseMs)
    }
    await client.close()
  }
}

function requestOf({ method, path, body }: CallOptions, headers: Record<string, string>): HttpRequest {
  return {
    method,
    path,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }
}

function refused(
  { method, path }: Pick<HttpRequest, 'method' | 'path'>,
  { status }: HttpReply,
): RefusedError {
  return new RefusedError(`${method} ${path}: the controller answered ${status}`)
}
