import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { measureInProcess } from '../../bench/in-process.js'
import { jsonOfLength } from '../../bench/json-of-length.js'
import { compare, median, perSecond } from '../../bench/measurement.js'
import { bytesPerSession } from '../../bench/memory.js'
import { measurePlans } from '../../bench/plans.js'
import { resultTable } from '../../bench/result-table.js'
import { requestsPerSecond } from '../../bench/serve.js'
import { CONTROLLER_KINDS } from '../../simulator/index.js'

describe('measuring', () => {
  it('takes the middle value, or the mean of the two middle ones', () => {
    expect(median([9, 1, 5])).toBe(5)
    expect(median([4, 1, 2, 10])).toBe(3)
    expect(() => median([])).toThrow(RangeError)
  })

  it('samples subject and reference in turn, and leaves the first sample of each out', async () => {
    const order: string[] = []
    const sampler = (name: string, values: number[]) => async () => {
      order.push(name)
      return values.shift()!
    }
    const found = await compare(3, sampler('a', [1000, 20, 10, 30]), sampler('b', [1, 10, 10, 10]))
    expect(order.join('')).toBe('abababab')
    expect(found).toEqual({ value: 20, reference: 10, ratio: 2 })
  })

  it('does the work as often as it was told', async () => {
    let done = 0
    const rate = await perSecond(120, async () => done++)
    expect(done).toBe(120)
    expect(rate).toBeGreaterThan(120)
  })

  it('writes a JSON text of the length asked for', () => {
    const text = jsonOfLength(300)
    expect(text).toHaveLength(300)
    expect(JSON.parse(text)).toHaveProperty('text')
  })
})

describe.each(CONTROLLER_KINDS)('%s', (kind) => {
  it('is measured through its client', async () => {
    const { value, reference, ratio, target } = await measureInProcess(kind, { requests: 20, rounds: 1 })
    expect(value).toBeGreaterThan(0)
    expect(ratio).toBeCloseTo(value / reference!.value, 6)
    expect(target).toBe(0.5)
  })

  it('has its proof measured', async () => {
    const figure = await measurePlans(kind, 'benign', { plans: 2, steps: 4, rounds: 1 })
    expect(figure).toMatchObject({ name: `${kind} benign`, unit: 'plans/s' })
    expect(figure.value).toBeGreaterThan(0)
  })

  it('takes heap for its sessions, but not much', () => {
    const bytes = bytesPerSession(kind, 2000)
    expect(bytes).toBeGreaterThan(100)
    expect(bytes).toBeLessThan(20_000)
  })
})

describe('load on a server', () => {
  const server = createServer((request, response) => {
    answered.push(String(request.url))
    response.statusCode = request.headers.cookie === 'a=b' ? 200 : 403
    response.end('{}')
  })
  const answered: string[] = []
  afterEach(() => server.close())

  it('is as many requests as asked for, one more for each connection, and stops at a refusal', async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const target = { url, path: '/read', headers: { cookie: 'a=b' } }
    const rate = await requestsPerSecond(target, { requests: 30, connections: 3 })
    expect(rate).toBeGreaterThan(0)
    expect(answered).toEqual(Array.from({ length: 33 }, () => '/read'))
    await expect(
      requestsPerSecond({ ...target, headers: {} }, { requests: 1, connections: 1 }),
    ).rejects.toThrow('GET /read: expected 200, found 403')
  })
})

describe('the table of results', () => {
  it('has one line for each figure, and says whether a target was met', () => {
    const table = resultTable([
      {
        name: 'http',
        value: 3500,
        unit: 'requests/s',
        reference: { name: 'express', value: 7000 },
        ratio: 0.5,
        target: 0.7,
      },
      { name: 'apic', value: 12.345, unit: 'ms' },
    ])
    expect(table).toBe(
      ['  http  3500 requests/s  express 7000  ratio 0.50  (target 0.70: missed)', '  apic  12.3 ms'].join(
        '\n',
      ),
    )
  })
})
