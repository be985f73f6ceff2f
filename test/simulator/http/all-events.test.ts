import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VirtualClock } from '../../../simulator/clock/virtual-clock.js'
import { type EventForm, EventStream, ReadersPlace } from '../../../simulator/http/control/event-stream.js'
import { RecordedController } from '../../../simulator/http/control/recorded.js'
import { type RunningServers, serve } from '../../../simulator/http/server.js'
import type { ControllerKind } from '../../../simulator/journal/entries.js'
import { Journal } from '../../../simulator/journal/journal.js'
import { eventsOf, type ServerSentEvent } from './event-stream.js'

const KINDS = ['apic', 'fmc', 'apstra'] as const

let running: RunningServers
const leaving: AbortController[] = []
beforeEach(async () => {
  const controllers = { apic: {}, fmc: {}, apstra: {} }
  running = await serve({ controllers, clock: new VirtualClock(), seed: 'events' })
})
afterEach(async () => {
  for (const ended of leaving.splice(0)) ended.abort()
  await running.close()
})

const journalOf = (kind: ControllerKind) => running.servers[kind]!.simulator.journal

function write(kind: ControllerKind, times: number): void {
  for (let i = 0; i < times; i++) journalOf(kind).write({ kind: 'controller', event: 'restart' })
}

async function open(query = '', headers: Record<string, string> = {}) {
  const ended = new AbortController()
  leaving.push(ended)
  const url = `${running.servers.apic!.controlUrl}/controllers/events${query}`
  const response = await fetch(url, { headers, signal: ended.signal })
  const events = eventsOf(response)
  /** So many of the next events of that name. */
  const next = async (name: string, count: number) => {
    const found: ServerSentEvent[] = []
    while (found.length < count) {
      const { value } = await events.next()
      if (value === undefined) throw new Error('the stream ended')
      if (value.event === name) found.push(value)
    }
    return found
  }
  return { response, next, leave: () => ended.abort() }
}

/** Which entries of which controllers came. */
function told(events: readonly ServerSentEvent[]): Record<string, number[]> {
  const seqs: Record<string, number[]> = {}
  for (const { data } of events) {
    seqs[data.controller] ??= []
    for (const { seq } of data.entries) seqs[data.controller]!.push(seq)
  }
  return seqs
}

describe('the stream of all controllers', () => {
  it('begins with the state and the entries of each, and goes on with new ones of any', async () => {
    write('apic', 3)
    write('apstra', 1)
    const { response, next } = await open('?since=apic:1,fmc:0')
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    expect((await next('state', 3)).map(({ data }) => data.controller)).toEqual(KINDS)
    const first = await next('entries', 3)
    expect(told(first)).toEqual({ apic: [1, 2], fmc: [], apstra: [0] })
    expect(first.map(({ id }) => id)).toEqual([
      'apic:3,fmc:0,apstra:0',
      'apic:3,fmc:0,apstra:0',
      'apic:3,fmc:0,apstra:1',
    ])
    expect(first.map(({ data }) => [data.dropped, data.next])).toEqual([
      [0, 3],
      [0, 0],
      [0, 1],
    ])
    write('fmc', 2)
    const [more] = await next('entries', 1)
    expect([more!.id, told([more!])]).toEqual(['apic:3,fmc:2,apstra:1', { fmc: [0, 1] }])
  })

  it('shows the state of the controller of which something changed, and of all when their clock moves', async () => {
    const { next } = await open()
    await next('entries', 3)
    running.servers.fmc!.simulator.faults.arm({ type: 'reset' })
    const [changed] = await next('state', 1)
    expect(changed!.data).toMatchObject({ controller: 'fmc', faults: { armed: [{ id: 'fault-1' }] } })
    await running.timeLine.advance(() => 60_000)
    const moved = new Map<string, number>()
    await expect
      .poll(async () => {
        const [{ data }] = (await next('state', 1)) as [ServerSentEvent]
        return moved.set(data.controller, data.clock.monotonicMs).size
      })
      .toBe(3)
    expect([...moved.values()]).toEqual([60_000, 60_000, 60_000])
  })

  it('goes on in every journal where a reader was when it lost its connection', async () => {
    for (const kind of KINDS) write(kind, 700)
    const first = await open()
    const part = await first.next('entries', 2)
    first.leave()
    write('fmc', 5)
    const again = await open('?since=apic:0', { 'last-event-id': part.at(-1)!.id! })
    // Not more messages than it takes: what was sent twice would be in one of them.
    const rest = await again.next('entries', 4)
    const all = told([...part, ...rest])
    const upTo = (count: number) => Array.from({ length: count }, (_, seq) => seq)
    expect(all).toEqual({ apic: upTo(700), fmc: upTo(705), apstra: upTo(700) })
  })

  it('begins anew with the journals that are not as long, and passes over controllers that are not there', async () => {
    write('apic', 2)
    write('fmc', 2)
    const { next } = await open('', { 'last-event-id': 'fmc:1,apic:3' })
    expect(told(await next('entries', 3))).toEqual({ apic: [0, 1], fmc: [1], apstra: [] })
    await running.close()
    running = await serve({ controllers: { apic: {} }, clock: new VirtualClock(), seed: 'events' })
    write('apic', 2)
    const [only] = await (await open('?since=apic:1,fmc:7')).next('entries', 1)
    expect([only!.id, told([only!])]).toEqual(['apic:2', { apic: [1] }])
  })

  it.each([
    ['?since=12', {}, 'since: expected <controller>:<seq>, several with commas between, found "12"'],
    ['?since=aci:1', {}, 'since: expected <controller>:<seq>, several with commas between, found "aci:1"'],
    ['?since=apic:1&since=fmc:2', {}, 'since: expected string, found a list'],
    [
      '',
      { 'last-event-id': 'apic:-1' },
      'Last-Event-ID: expected <controller>:<seq>, several with commas between, found "apic:-1"',
    ],
  ])('refuses %s %j', async (query, headers, error) => {
    const { response } = await open(query, headers as Record<string, string>)
    expect([response.status, await response.json()]).toEqual([400, { error }])
  })

  it('is not for other sites', async () => {
    expect((await open('', { origin: 'https://elsewhere.example' })).response.status).toBe(403)
  })

  it('listens to no controller once its reader is gone', async () => {
    const listening = new Set<ControllerKind>()
    for (const kind of KINDS) {
      const journal = journalOf(kind)
      const listen = journal.listen.bind(journal)
      journal.listen = (listener) => {
        listening.add(kind)
        const end = listen(listener)
        return () => {
          listening.delete(kind)
          end()
        }
      }
    }
    const { next, leave } = await open()
    await next('entries', 3)
    expect([...listening]).toEqual(KINDS)
    leave()
    await expect.poll(() => listening.size).toBe(0)
  })
})

/** A connection that is full after each message. */
class NarrowResponse extends EventEmitter {
  readonly messages: string[] = []

  writeHead(): void {}
  write(message: string): boolean {
    this.messages.push(message)
    return false
  }
}

describe('a stream whose reader is slow', () => {
  it('writes one message at a time, of each controller in turn', () => {
    const journal = new Journal(new VirtualClock())
    for (let i = 0; i < 2000; i++) journal.write({ kind: 'controller', event: 'restart' })
    const places = (['apic', 'fmc'] as const).map(
      (kind) => new ReadersPlace(new RecordedController(kind, journal.entries), 0),
    )
    const form: EventForm = { id: () => '', head: ({ kind }) => `"controller":"${kind}",` }
    const response = new NarrowResponse()
    new EventStream(response as unknown as ServerResponse, places, form).open()
    expect(response.messages).toHaveLength(1)
    for (let drains = 0; drains < 8; drains++) {
      response.emit('drain')
      expect(response.messages).toHaveLength(drains + 2)
    }
    response.emit('close')
    const entries = response.messages.filter((message) => message.startsWith('event: entries'))
    expect(entries).toHaveLength(8)
    const controllers = entries.map((message) => /"controller":"(\w+)"/.exec(message)![1])
    expect(controllers.slice(1)).toEqual(
      controllers.slice(0, -1).map((kind) => (kind === 'apic' ? 'fmc' : 'apic')),
    )
  })
})
