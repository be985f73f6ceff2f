import { describe, expect, it } from 'vitest'
import { ApstraBench } from './apstra-bench.js'

const PATH = '/api/streaming-config'
const RECEIVER = {
  hostname: '192.0.2.9',
  port: 4444,
  protocol: 'protoBufOverTcp',
  streaming_type: 'events',
  sequencing_mode: 'sequenced',
}

describe('a receiver of streams', () => {
  it('outlives token and session, until somebody deletes it', async () => {
    const bench = new ApstraBench({ tokenTtlSeconds: 60 })
    const first = bench.login('operator')
    const created = bench.send('POST', PATH, { token: first.token, body: RECEIVER })
    expect(created.status).toBe(201)
    const { id } = JSON.parse(created.body)
    bench.send('POST', '/api/aaa/logout', { token: first.token })
    await bench.clock.advance(60_000)
    const { token } = bench.login()
    expect(JSON.parse(bench.send('GET', PATH, { token }).body)).toEqual({ items: [{ ...RECEIVER, id }] })
    expect(JSON.parse(bench.send('GET', `${PATH}/${id}`, { token }).body)).toEqual({ ...RECEIVER, id })
    expect(bench.send('DELETE', `${PATH}/${id}`, { token }).status).toBe(204)
    expect(bench.send('DELETE', `${PATH}/${id}`, { token }).status).toBe(404)
    expect(bench.send('GET', `${PATH}/${id}`, { token }).status).toBe(404)
  })

  it.each([
    [{}, Object.fromEntries(Object.keys(RECEIVER).map((name) => [name, 'Required field']))],
    [{ ...RECEIVER, port: 0 }, { port: 'Invalid value' }],
    [{ ...RECEIVER, hostname: '' }, { hostname: 'Invalid value' }],
    [{ ...RECEIVER, streaming_type: 'all' }, { streaming_type: 'Invalid value' }],
  ])('is not made of %j', (body, errors) => {
    const bench = new ApstraBench()
    const reply = bench.send('POST', PATH, { token: bench.login().token, body })
    expect([reply.status, JSON.parse(reply.body)]).toEqual([422, { errors }])
  })

  it('is forgotten by a reset only', () => {
    const bench = new ApstraBench()
    bench.send('POST', PATH, { token: bench.login().token, body: RECEIVER })
    const count = () => JSON.parse(bench.send('GET', PATH, { token: bench.login().token }).body).items.length
    bench.controller.restart()
    expect(count()).toBe(1)
    bench.controller.reset()
    expect(count()).toBe(0)
  })
})
