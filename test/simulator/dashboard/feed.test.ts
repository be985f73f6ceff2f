import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventConnection, type Source } from '../../../simulator/dashboard/connection/event-connection.js'
import { Feed } from '../../../simulator/dashboard/connection/feed.js'
import { EntryLog } from '../../../simulator/dashboard/model/entry-log.js'
import type { ControllerKind, EntriesMessage, StateMessage } from '../../../simulator/dashboard/model/wire.js'
import { exchange, session } from './entries.js'

/** An event source that says what it is told to. */
class FakeSource implements Source {
  readonly since: string
  closed = false
  readonly #listeners = new Map<string, (event: { data?: string }) => void>()

  constructor(since: string) {
    this.since = since
  }

  addEventListener(type: string, listener: (event: { data?: string }) => void): void {
    this.#listeners.set(type, listener)
  }
  close(): void {
    this.closed = true
  }
  say(type: string, message: unknown = {}): void {
    this.#listeners.get(type)?.({ data: JSON.stringify(message) })
  }
}

function follow(kept?: number) {
  const sources: FakeSource[] = []
  const later: { delayMs: number; run: () => void }[] = []
  const time = { realMs: 0 }
  const feedOf = (controller: ControllerKind) =>
    new Feed(controller, { realMs: () => time.realMs, ...(kept === undefined ? {} : { kept }) })
  const [feed, other] = [feedOf('apic'), feedOf('fmc')]
  const connection = new EventConnection({
    feeds: () => [feed, other],
    open: (since) => {
      const source = new FakeSource(since)
      sources.push(source)
      return source
    },
    later: (delayMs, run) => void later.push({ delayMs, run }),
  })
  connection.start()
  return { feed, other, connection, sources, later, time }
}

const entries = (from: number, to: number, controller: ControllerKind = 'apic'): EntriesMessage => ({
  controller,
  entries: Array.from({ length: to - from }, (_, index) => exchange(from + index, (from + index) * 10)),
  dropped: 0,
  next: to,
})
const state = (monotonicMs: number, rate = 1): StateMessage => ({
  controller: 'apic',
  clock: { now: '', wallMs: 1e12 + monotonicMs, monotonicMs, rate, frozen: rate === 0 },
  sessions: [session()],
  faults: { armed: [] },
  held: [],
  timeouts: {},
})

describe('the feeds of a connection', () => {
  it('take entries in, and a clock runs at the rate of its controller', () => {
    const { feed, connection, sources, time } = follow()
    sources[0]!.say('open')
    sources[0]!.say('entries', entries(0, 3))
    sources[0]!.say('state', state(5000, 60))
    expect(connection.status.value).toBe('open')
    expect(feed.log.entries.map(({ seq }) => seq)).toEqual([0, 1, 2])
    expect(feed.activity.of('apic-1').last?.seq).toBe(2)
    time.realMs = 2000
    expect(feed.nowMs()).toBe(125_000)
    sources[0]!.say('state', state(9000, 0))
    time.realMs = 90_000
    expect(feed.nowMs()).toBe(9000)
  })

  it('get a new connection from where they were, ever more slowly, and it is said that there is none', () => {
    const { feed, connection, sources, later } = follow()
    sources[0]!.say('entries', entries(0, 3))
    for (let tries = 0; tries < 7; tries++) {
      sources.at(-1)!.say('error')
      expect(connection.status.value).toBe('lost')
      expect(sources.at(-1)!.closed).toBe(true)
      later.at(-1)!.run()
    }
    expect(later.map(({ delayMs }) => delayMs)).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000])
    expect(sources.at(-1)!.since).toBe('apic:3,fmc:0')
    sources.at(-1)!.say('open')
    sources.at(-1)!.say('entries', entries(1, 5))
    expect(connection.status.value).toBe('open')
    expect(feed.log.entries.map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4])
    sources.at(-1)!.say('error')
    expect(later.at(-1)!.delayMs).toBe(500)
  })

  it.each([
    ['its clock went back', (source: FakeSource) => source.say('state', state(10))],
    [
      'its clock was started later',
      (source: FakeSource) => {
        const { clock, ...rest } = state(9000)
        source.say('state', { ...rest, clock: { ...clock, wallMs: clock.wallMs + 60_000 } })
      },
    ],
    ['its journal is shorter', (source: FakeSource) => source.say('entries', entries(0, 2))],
  ])('begin anew with another server: %s', (_what, say) => {
    const { feed, other, sources, later } = follow()
    const heard: unknown[] = []
    feed.listen((news) => heard.push(news === 'replaced' ? news : news.length))
    sources[0]!.say('entries', entries(0, 4, 'fmc'))
    sources[0]!.say('entries', entries(0, 9))
    sources[0]!.say('state', state(5000))
    say(sources[0]!)
    expect(sources[0]!.closed).toBe(true)
    expect(other.log.entries).toEqual([])
    later[0]!.run()
    expect([later[0]!.delayMs, sources[1]!.since]).toEqual([0, 'apic:0,fmc:0'])
    expect(feed.state.value).toBeUndefined()
    sources[0]!.say('entries', entries(9, 12))
    sources[1]!.say('entries', entries(0, 1))
    expect(heard).toEqual([9, 'replaced', 1])
    expect(feed.log.entries).toHaveLength(1)
  })

  it('get each what its controller tells, and nothing of one that has no feed', () => {
    const { feed, other, sources } = follow()
    sources[0]!.say('entries', entries(0, 3, 'fmc'))
    sources[0]!.say('entries', entries(0, 2))
    sources[0]!.say('entries', entries(0, 5, 'apstra'))
    sources[0]!.say('state', { ...state(5000), controller: 'fmc' })
    expect([feed.log.next, other.log.next]).toEqual([2, 3])
    expect([feed.state.value, other.state.value?.controller]).toEqual([undefined, 'fmc'])
  })

  it('let their connection go while nobody looks', () => {
    const { connection, sources, later } = follow()
    connection.stop()
    sources[0]!.say('error')
    expect(sources[0]!.closed).toBe(true)
    expect(later).toEqual([])
    connection.start()
    connection.start()
    expect(sources).toHaveLength(2)
  })

  it('keep the newest entries only, and derive anew what they had from the others', () => {
    const { feed, sources } = follow(100)
    const heard: unknown[] = []
    feed.listen((news) => heard.push(news))
    for (let from = 0; from < 1000; from += 50) sources[0]!.say('entries', entries(from, from + 50))
    expect(feed.log.entries.length).toBeLessThanOrEqual(110)
    expect(feed.log.entries.at(-1)?.seq).toBe(999)
    expect(feed.log.dropped).toBe(feed.log.entries[0]?.seq)
    expect(heard).toContain('replaced')
  })
})

describe('EntryLog', () => {
  it('has the newest entries in order, each once, whatever is sent twice', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(10), fc.integer({ min: 0, max: 30 })), { maxLength: 20 }),
        fc.integer({ min: 10, max: 40 }),
        (messages, capacity) => {
          const log = new EntryLog(capacity)
          let sent = 0
          for (const [again, fresh] of messages) {
            log.take(entries(Math.max(0, sent - again), sent + fresh))
            sent += fresh
          }
          const seqs = log.entries.map(({ seq }) => seq)
          expect(seqs).toEqual(seqs.map((_, index) => sent - seqs.length + index))
          expect(seqs.length).toBeLessThanOrEqual(capacity * 1.1)
          expect(seqs.length).toBeGreaterThanOrEqual(Math.min(capacity, sent))
          for (const seq of seqs) expect(log.find(seq)?.seq).toBe(seq)
        },
      ),
    )
  })
})
