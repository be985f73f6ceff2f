import cookieParser from 'cookie-parser'
import express from 'express'
import { type AccessRules, checkAccess } from './access.js'
import { clockRoutes } from './clock.js'
import { faultRoutes } from './faults.js'
import { journalRoutes } from './journal.js'
import { lifecycleRoutes } from './lifecycle.js'
import { ControlError, type ControlRoute, type ControlScope } from './route.js'
import { sessionRoutes } from './sessions.js'

/** Every endpoint of the control API, in the order of its index. */
export const CONTROL_ROUTES: readonly ControlRoute[] = [
  ...lifecycleRoutes,
  ...clockRoutes,
  ...sessionRoutes,
  ...journalRoutes,
  ...faultRoutes,
]

/**
 * The control API of one controller: drives its clock, sessions and faults, and reads its journal. Speaks JSON;
 * refused requests get `{"error":"<one sentence>"}` and change nothing.
 */
export function createControlRouter(scope: ControlScope, access: AccessRules): express.Router {
  const router = express.Router()
  router.use(cookieParser())
  router.use((request, _response, next) => {
    const { headers, secure, cookies } = request
    checkAccess(access, { headers, cookies, scheme: secure ? 'https' : 'http' })
    next()
  })
  router.use(express.text({ type: () => true, limit: '1mb' }))
  router.get('/', (_request, response) => {
    const endpoints = CONTROL_ROUTES.map(({ method, path, what }) => ({
      method,
      path: `/__midrun${path}`,
      what,
    }))
    response.json({ controller: scope.simulator.kind, endpoints })
  })
  for (const route of CONTROL_ROUTES) {
    router[verbOf(route)](route.path, async (request, response) => {
      const { status = 200, value } = await route.answer(scope, {
        params: request.params as Record<string, string>,
        query: request.query,
        body: parseBody(request.body),
      })
      response.status(status).json(value)
    })
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

function verbOf({ method }: ControlRoute): 'get' | 'post' | 'delete' {
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
