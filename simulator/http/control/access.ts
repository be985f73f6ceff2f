import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'
import type { Response } from 'express'
import { ControlError } from './route.js'

/** Cookie in which a browser may carry the control token. */
export const CONTROL_COOKIE = 'midrun_control'

/** Who may drive a server. */
export interface AccessRules {
  /** What each request must carry; nothing when undefined. */
  controlToken: string | undefined
  /** Host names, besides `localhost` and addresses, under which a server without token answers. */
  hostNames: readonly string[]
}

/** What a request shows of its origin and its right to drive the server. */
export interface Approach {
  headers: IncomingHttpHeaders
  cookies: Record<string, unknown>
  scheme: 'http' | 'https'
}

/**
 * Lets a request pass that may drive the server: not from another site's page, and with the control token where one
 * is asked for.
 * @throws ControlError 401 or 403
 */
export function checkAccess(rules: AccessRules, approach: Approach): void {
  checkOrigin(rules, approach)
  if (rules.controlToken === undefined) return
  const bearer = /^bearer +(.+)$/i.exec(approach.headers.authorization ?? '')?.[1]
  const given = [bearer, approach.cookies[CONTROL_COOKIE]].filter((token) => typeof token === 'string')
  if (!given.some((token) => sameText(token, rules.controlToken!))) {
    throw wrongToken(given.length === 0 ? 'none' : 'another one')
  }
}

/**
 * Lets a browser in that brings the control token in the address: it gets the token as a cookie, which no script sees
 * and no other site's page can use, and is sent on to the same address without it.
 * @throws ControlError 401 or 403
 */
export function admitByToken(
  rules: AccessRules,
  approach: Approach,
  token: string,
  response: Response,
): void {
  checkOrigin(rules, approach)
  if (rules.controlToken !== undefined) {
    if (!sameText(token, rules.controlToken)) throw wrongToken('another one')
    response.cookie(CONTROL_COOKIE, token, {
      httpOnly: true,
      sameSite: 'strict',
      secure: approach.scheme === 'https',
      path: response.req.baseUrl,
    })
  }
  response.set('Cache-Control', 'no-store').redirect(303, `${response.req.baseUrl}/`)
}

function checkOrigin(rules: AccessRules, { headers, scheme }: Approach): void {
  const { host = '', origin } = headers
  if (origin !== undefined && origin.toLowerCase() !== `${scheme}://${host}`.toLowerCase()) {
    throw new ControlError(
      `pages of ${origin} may not drive this server: open its own address, or send no Origin header`,
      403,
    )
  }
  const site = headers['sec-fetch-site']
  // A link on another page may lead here; its scripts, images and forms may not.
  if ((site === 'cross-site' || site === 'same-site') && headers['sec-fetch-mode'] !== 'navigate') {
    throw new ControlError('pages of other sites may not use this server: open its own address', 403)
  }
  // A page whose name was rebound to this machine would have an origin and a host that agree.
  if (rules.controlToken === undefined && !isKnownHost(host, rules.hostNames)) {
    throw new ControlError(
      `expected a Host of localhost or an address, found ${JSON.stringify(host)}: use the address that was printed at start`,
      403,
    )
  }
}

function wrongToken(found: string): ControlError {
  return new ControlError(
    `expected the control token that was printed at start, as "Authorization: Bearer <token>", in the cookie ${CONTROL_COOKIE}, or once in a browser as ?token=<token>; found ${found}`,
    401,
  )
}

function isKnownHost(host: string, names: readonly string[]): boolean {
  const name = host
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase()
  return name === 'localhost' || isIP(name) !== 0 || names.some((known) => known.toLowerCase() === name)
}

/** Compares in a time that tells nothing about where two texts differ. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
