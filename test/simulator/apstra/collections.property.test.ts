import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ApstraBench } from './apstra-bench.js'

/** What the reference knows of a collection: a valid body, whether names are unique, and its statuses. */
const KINDS = {
  'resources/ip-pools': {
    name: 'display_name',
    body: { subnets: [{ network: '10.0.0.0/8' }] },
    unique: false,
    put: 204,
    remove: 204,
  },
  'resources/asn-pools': {
    name: 'display_name',
    body: { ranges: [{ first: 1, last: 9 }] },
    unique: false,
    put: 204,
    remove: 204,
  },
  'design/logical-devices': {
    name: 'display_name',
    body: { panels: [] },
    unique: true,
    put: 200,
    remove: 200,
  },
  'design/interface-maps': {
    name: 'label',
    body: { logical_device_id: 'l', device_profile_id: 'd' },
    unique: true,
    put: 204,
    remove: 204,
  },
} as const

type Path = keyof typeof KINDS
const PATHS = Object.keys(KINDS) as Path[]

const step = fc.record({
  method: fc.constantFrom('POST', 'PUT', 'DELETE', 'GET', 'OPTIONS'),
  path: fc.constantFrom(...PATHS),
  id: fc.constantFrom('a', '__proto__', 'ü/%'),
  name: fc.constantFrom('one', 'two', ''),
  /** A body that is taken, one that lacks all, or no JSON at all. */
  form: fc.oneof({ weight: 6, arbitrary: fc.constant('good') }, fc.constantFrom('empty', 'text')),
  query: fc.constantFrom('', '?async=full'),
})

it('any sequence of operations on collections agrees with a map of names by id', () => {
  const reached = new Set<string>()
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 80 }), (steps) => {
      const bench = new ApstraBench()
      const { token } = bench.login('operator')
      const send = (method: string, path: string, body?: unknown) =>
        bench.send(method, path, { token, ...(body !== undefined && { body }) })
      const models = new Map<Path, Map<string, string>>(
        PATHS.map((path) => {
          const { items } = JSON.parse(send('GET', `/api/${path}`).body)
          return [
            path,
            new Map(items.map((item: Record<string, string>) => [item.id, item[KINDS[path].name]])),
          ]
        }),
      )

      for (const { method, path, id, name, form, query } of steps) {
        const kind = KINDS[path]
        const model = models.get(path)!
        const onItem = `/api/${path}/${encodeURIComponent(id)}${query}`
        const content = form === 'good' ? { ...kind.body, [kind.name]: name } : {}
        const isGood = form === 'good' && name !== ''
        const body = form === 'text' ? '{' : { ...content, ...(method === 'POST' && { id }) }
        let expected: number
        if (method === 'POST') {
          const nameTaken = kind.unique && [...model.values()].includes(name)
          expected = !isGood ? 422 : model.has(id) || nameTaken ? 409 : 201
          expect(send('POST', `/api/${path}${query}`, body).status).toBe(expected)
          if (expected === 201) model.set(id, name)
        } else if (method === 'PUT') {
          expected = !model.has(id) ? 404 : isGood ? kind.put : 422
          expect(send('PUT', onItem, body).status).toBe(expected)
          if (expected === kind.put) model.set(id, name)
        } else if (method === 'DELETE') {
          expected = model.delete(id) ? kind.remove : 404
          expect(send('DELETE', onItem).status).toBe(expected)
        } else {
          expected = method === 'OPTIONS' ? 200 : model.has(id) ? 200 : 404
          const reply = method === 'OPTIONS' ? send('OPTIONS', `/api/${path}`) : send('GET', onItem)
          expect(reply.status).toBe(expected)
          if (method === 'OPTIONS') expect(JSON.parse(reply.body).items).toEqual([...model.keys()])
          else if (expected === 200) expect(JSON.parse(reply.body)[kind.name]).toBe(model.get(id))
        }
        reached.add(`${method} ${expected}`)
        const list = JSON.parse(send('GET', `/api/${path}`).body).items as Record<string, string>[]
        expect(list.map((item) => [item.id, item[kind.name]])).toEqual([...model])
      }
    }),
    { numRuns: 150, seed: 12 },
  )
  expect([...reached].sort()).toEqual([
    'DELETE 200',
    'DELETE 204',
    'DELETE 404',
    'GET 200',
    'GET 404',
    'OPTIONS 200',
    'POST 201',
    'POST 409',
    'POST 422',
    'PUT 200',
    'PUT 204',
    'PUT 404',
    'PUT 422',
  ])
})
