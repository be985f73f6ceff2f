import { Readable } from 'node:stream'
import cookieParser from 'cookie-parser'
import express from 'express'
import type { ControllerKind } from '../../journal/entries.js'
import { type AccessRules, admitByToken, checkAccess } from './access.js'
import { pageRouter } from './page.js'
import { type ControlAnswer, ControlError, type ControlRoute, type ControlSite } from './route.js'
import type { ControllerView } from './scope.js'

/** How the control API of an address behaves. */
export interface ControlRouterOptions<Scope extends ControllerView> {
  site: ControlSite<Scope>
  /** The controller whose address it is; one of the site. */
  own: ControllerKind
  access: AccessRules
  /** Folder with the built page; the one that comes with the package unless given. */
  pageFolder?: string
}

/**
 * The control API at one address: drives and shows its controller, and below `controllers/<controller>` each one of
 * the site. Speaks JSON; refused requests get `{"error":"<one sentence>"}` and change nothing.
 */
export function createControlRouter<Scope extends ControllerView>(
  options: ControlRouterOptions<Scope>,
): express.Router {
  const { site, own, access, pageFolder } = options
  const router = express.Router()
  router.use(cookieParser())
  router.use((request, response, next) => {
    response.set(GUARDS)
    const { headers, secure, cookies } = request
    const approach = { headers, cookies, scheme: secure ? ('https' as const) : ('http' as const) }
    if (request.method === 'GET' && request.path === '/' && typeof request.query.token === 'string') {
      admitByToken(access, approach, request.query.token, response)
      return
    }
    checkAccess(access, approach)
    if (!site.live && !['GET', 'HEAD'].includes(request.method)) {
      throw new ControlError('this is a recorded journal, which can only be read: drive a midrun serve', 409)
    }
    next()
  })
  router.use(express.text({ type: () => true, limit: '1mb' }))
  router.use(pageRouter(pageFolder))
  router.get('/', (_request, response) => {
    const endpoints = site.routes.map(({ method, path, what }) => ({
      method,
      path: `/__midrun${path}`,
      what,
    }))
    response.json({ controller: own, endpoints })
  })
  for (const { scope } of site.controllers) {
    const endpoints = endpointsOf(site, scope, own)
    router.use(`/controllers/${scope.kind}`, endpoints)
    if (scope.kind === own) router.use(endpoints)
  }
  router.use((request) => {
    throw new ControlError(
      `there is no ${request.method} ${request.originalUrl}; GET /__midrun lists what there is`,
      404,
    )
  })
  router.use(refuse)
  return router
}

/** On each answer: nobody else's page takes it in, guesses its type, or learns its address. */
const GUARDS = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

function endpointsOf<Scope extends ControllerView>(
  site: ControlSite<Scope>,
  scope: Scope,
  own: ControllerKind,
): express.Router {
  const router = express.Router()
  for (const route of site.routes) {
    router[verbOf(route)](route.path, async (request, response) => {
      const answer = await route.perform(scope, {
        params: request.params as Record<string, string>,
        query: request.query,
        body: parseBody(request.body),
        headers: request.headers,
        origin: `${request.protocol}://${request.headers.host ?? ''}`,
        own,
        site: site as ControlSite,
      })
      send(answer, response)
    })
  }
  return router
}

function send(answer: ControlAnswer, response: express.Response): void {
  if (answer.form === 'json') {
    response.status(answer.status).json(answer.value)
  } else if (answer.form === 'stream') {
    // Who asks for the head only would wait for an end that a stream does not have.
    if (response.req.method === 'HEAD') response.type('text/event-stream').end()
    else answer.run(response)
  } else {
    response.set(answer.headers).type(answer.contentType)
    Readable.from(answer.parts).pipe(response)
  }
}

function verbOf({ method }: Pick<ControlRoute, 'method'>): 'get' | 'post' | 'delete' {
  return method === 'GET' ? 'get' : method === 'POST' ? 'post' : 'delete'
}

function parseBody(text: unknown): unknown {
  if (typeof text !== 'string' || text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new ControlError(`expected a JSON body, found text that is none: ${(error as Error).message}`)
  }
}

const refuse: express.ErrorRequestHandler = (
  error: Error & { status?: number },
  _request,
  response,
  _next,
) => {
  const status = error.status ?? 500
  if (status === 401) response.set('WWW-Authenticate', 'Bearer realm="midrun"')
  response.status(status).json({ error: error.message })
}
