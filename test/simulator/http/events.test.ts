import { request } from 'node:http'
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { AppOptions } from '../../../simulator/http/app.js'
import { eventsOf } from './event-stream.js'
import { serveFake } from './fake-controller.js'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function start(options: AppOptions = {}) {
  const fake = await serveFake(options)
  closing.push(fake.close)
  const open = async (query = '', headers: Record<string, string> = {}) => {
    const ended = new AbortController()
    closing.push(() => ended.abort())
    const response = await fetch(`${fake.url}/__midrun/events${query}`, { headers, signal: ended.signal })
    const events = eventsOf(response)
    /** The next event of that name. */
    const next = async (name: string) => {
      for (;;) {
        const { value } = await events.next()
        if (value === undefined) throw new Error('the stream ended')
        if (value.event === name) return value
      }
    }
    return { response, next, leave: () => ended.abort() }
  }
  const write = (times: number) => {
    for (let i = 0; i < times; i++) fake.journal.write({ kind: 'controller', event: 'restart' })
  }
  return { ...fake, open, write }
}

const seqs = ({ data }: { data: { entries: { seq: number }[] } }) => data.entries.map(({ seq }) => seq)

describe('the stream of events', () => {
  it('begins with the state and the entries that there are, and goes on with new ones', async () => {
    const { open, write } = await start()
    write(3)
    const { response, next } = await open('?since=1')
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    expect((await next('state')).data).toMatchObject({
      controller: 'apic',
      clock: {
        now: '2026-01-01T00:00:00.000Z',
        wallMs: 1_767_225_600_000,
        monotonicMs: 0,
        rate: 0,
        frozen: true,
      },
      sessions: [],
      faults: { armed: [] },
    })
    const first = await next('entries')
    expect([seqs(first), first.id, first.data.dropped, first.data.next]).toEqual([[1, 2], '3', 0, 3])
    write(2)
    expect(seqs(await next('entries'))).toEqual([3, 4])
  })

  it('shows what changed: a fault, and where the clock is after a move', async () => {
    const { open, url, simulator } = await start()
    const { next } = await open()
    await next('entries')
    simulator.faults.arm({ type: 'reset' })
    expect((await next('state')).data.faults.armed).toMatchObject([{ id: 'fault-1', type: 'reset' }])
    await fetch(`${url}/__midrun/clock/advance`, { method: 'POST', body: '{"by":"1h"}' })
    await expect.poll(async () => (await next('state')).data.clock.monotonicMs).toBe(3_600_000)
  })

  it('puts what happens within 100 ms into one message, of 500 entries at most', async () => {
    const { open, write } = await start()
    const { next } = await open()
    expect(seqs(await next('entries'))).toEqual([])
    write(1)
    write(799)
    expect(seqs(await next('entries'))).toHaveLength(500)
    expect(seqs(await next('entries'))).toHaveLength(300)
  })

  it('goes on where a reader was, and begins anew with a journal that is not as long', async () => {
    const { open, write } = await start()
    write(3)
    expect(seqs(await (await open('?since=0', { 'last-event-id': '2' })).next('entries'))).toEqual([2])
    expect(seqs(await (await open('?since=3')).next('entries'))).toEqual([])
    expect(seqs(await (await open('?since=4')).next('entries'))).toEqual([0, 1, 2])
  })

  it.each([
    ['?since=x', {}, 'since: expected number, found "x"'],
    ['', { 'last-event-id': '-1' }, 'Last-Event-ID: too small: expected number to be >=0, found "-1"'],
  ])('refuses %s %j', async (query, headers, error) => {
    const { open } = await start()
    const { response } = await open(query, headers as Record<string, string>)
    expect([response.status, await response.json()]).toEqual([400, { error }])
  })

  it('keeps nothing for a reader that does not read, and misses nothing either', async () => {
    const { port, journal } = await start()
    const long = 'x'.repeat(100_000)
    const reader = connect(port, '127.0.0.1')
    closing.push(() => reader.destroy())
    reader.write('GET /__midrun/events HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await new Promise((resolve) => reader.once('data', resolve))
    reader.pause()
    const before = process.memoryUsage().heapUsed + process.memoryUsage().external
    for (let i = 0; i < 1000; i++) {
      journal.write({ kind: 'call', call: i, event: 'failed', operation: 'read', error: long })
      // Long enough for more than one message, if one were written for each change.
      if (i % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 30))
    }
    const kept = process.memoryUsage().heapUsed + process.memoryUsage().external - before
    expect(kept).toBeLessThan(40_000_000)
    let text = ''
    const all = new Promise<void>((resolve) => {
      reader.on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1').replaceAll(/x{100,}/g, '')
        if (text.includes('"next":1000')) resolve()
      })
    })
    reader.resume()
    await all
    expect([...text.matchAll(/"call":(\d+)/g)].map(([, call]) => Number(call))).toEqual(
      Array.from({ length: 1000 }, (_, call) => call),
    )
  })

  it('ends with its reader, and with the server', async () => {
    const { open, server, journal } = await start()
    let listening = 0
    const listen = journal.listen.bind(journal)
    journal.listen = (listener) => {
      listening++
      const end = listen(listener)
      return () => {
        listening--
        end()
      }
    }
    const { next, leave } = await open()
    await next('entries')
    expect(listening).toBe(1)
    leave()
    await expect.poll(() => listening).toBe(0)
    const other = await open()
    await other.next('entries')
    server.closeAllConnections()
    await expect(other.next('entries')).rejects.toThrow()
    await expect.poll(() => listening).toBe(0)
  })

  it.each([
    [{ origin: 'https://elsewhere.example' }, 403],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, 403],
    [{ host: 'rebound.example' }, 403],
  ])('is not for other sites: %j gives %i', async (headers, status) => {
    const { port } = await start()
    const got = await new Promise((resolve) => {
      request({ port, path: '/__midrun/events', headers }, (response) => resolve(response.statusCode)).end()
    })
    expect(got).toBe(status)
  })
})
