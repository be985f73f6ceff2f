import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VirtualClock } from '../../../simulator/clock/virtual-clock.js'
import { CONTROL_ROUTES } from '../../../simulator/http/control/routes.js'
import { type RunningServers, serve } from '../../../simulator/http/server.js'
import { eventsOf } from './event-stream.js'

interface Description {
  paths: Record<string, Record<string, { operationId: string; responses: Record<string, Reply> }>>
  components: { schemas: Record<string, object> }
}
interface Reply {
  content: Record<string, { schema: object }>
}

let running: RunningServers
let description: Description
beforeEach(async () => {
  running = await serve({ controllers: { apic: {}, fmc: {} }, clock: new VirtualClock(), seed: 'openapi' })
  description = (await (await ask('GET', '/openapi.json')).json()) as Description
})
afterEach(() => running.close())

function ask(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  return fetch(running.servers.apic!.controlUrl + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  })
}

function expectValid(schema: object, value: unknown): void {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  const validate = ajv.compile(schema)
  validate(value)
  expect(validate.errors).toBeNull()
}

/** What is asked for each endpoint, in an order in which all of them succeed; `path` unless it is the route's own. */
const CALLS: [route: string, given?: { path?: string; body?: unknown }][] = [
  ['GET /health'],
  ['GET /controllers'],
  ['POST /login-elsewhere', { body: { user: 'admin' } }],
  ['POST /logout-elsewhere', { body: { user: 'admin' } }],
  ['GET /clock'],
  ['POST /clock/advance', { body: { until: 'session:apic-1:token-1ms' } }],
  ['GET /sessions'],
  ['DELETE /sessions/:id', { path: '/sessions/apic-1' }],
  ['POST /faults', { body: { type: 'hold', options: { at: 'request' }, path: '/api/x' } }],
  ['GET /faults'],
  ['GET /held'],
  ['POST /held/:id/release', { path: '/held/held-1/release' }],
  ['DELETE /faults/:id', { path: '/faults/fault-2' }],
  ['DELETE /faults'],
  ['GET /timeouts'],
  ['POST /timeouts', { body: { refreshTimeoutSeconds: 60 } }],
  ['GET /journal', { path: '/journal?kind=session&limit=5' }],
  ['GET /journal.jsonl'],
  ['GET /har'],
  ['GET /metrics'],
  ['GET /events'],
  ['GET /controllers/events'],
  ['GET /openapi.json'],
  ['POST /restart'],
  ['POST /reset'],
]
/** They need a clock that runs. */
const LIVE_ONLY = ['POST /clock/freeze', 'POST /clock/run']

describe('the description of the control API', () => {
  it('is valid OpenAPI 3.1, with every endpoint under a name of its own', async () => {
    const validated = await new Validator().validate(description as unknown as Record<string, unknown>)
    expect(validated.errors).toBeUndefined()
    expect(validated.valid).toBe(true)
    const operations = Object.values(description.paths).flatMap((path) => Object.values(path))
    expect(operations).toHaveLength(CONTROL_ROUTES.length)
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
  })

  it('says what is answered: every endpoint is called, and its answer fits', async () => {
    expect([...CALLS.map(([route]) => route), ...LIVE_ONLY].sort()).toEqual(
      CONTROL_ROUTES.map(({ method, path }) => `${method} ${path}`).sort(),
    )
    await ask('POST', '/faults', { type: 'hold', path: '/api/held', times: 1 })
    const held = fetch(`${running.servers.apic!.url}/api/held`)
    await expect.poll(() => running.servers.apic!.simulator.faults.held.list().length).toBe(1)
    for (const [route, { path, body } = {}] of CALLS) {
      const [method, template] = route.split(' ') as [string, string]
      const leaving = new AbortController()
      const response = await ask(method, path ?? template, body, leaving.signal)
      const { responses } = description.paths[template.replace(':id', '{id}')]![method.toLowerCase()]!
      expect(Object.keys(responses), route).toContain(String(response.status))
      const { content } = responses[response.status]!
      const type = response.headers.get('content-type')!
      const [, { schema }] = Object.entries(content).find(([name]) => type.startsWith(name))!
      if (type.startsWith('application/json')) expectValid(schema, await response.json())
      else if (type.startsWith('text/event-stream')) await expectEvents(response, template)
      else expectValid(schema, await response.text())
      leaving.abort()
    }
    await running.timeLine.advance(() => 60_000)
    expect((await held).status).not.toBe(0)
  })

  it('says how a refusal looks', async () => {
    const { Refusal } = (description.components as unknown as { responses: Record<string, Reply> }).responses
    expectValid(Refusal!.content['application/json']!.schema, await (await ask('POST', '/faults', {})).json())
  })
})

async function expectEvents(response: Response, path: string): Promise<void> {
  const { StateEvent, EntriesEvent, ControllerEntriesEvent } = description.components.schemas
  const counted = path === '/events' ? 1 : 2
  const events = eventsOf(response)
  for (const [name, schema] of [
    ['state', StateEvent],
    ['entries', path === '/events' ? EntriesEvent : ControllerEntriesEvent],
  ] as const) {
    for (let count = 0; count < counted; count++) {
      const { value } = await events.next()
      expect(value?.event).toBe(name)
      expectValid(schema!, value!.data)
    }
  }
}
