import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type EntryFilter, EVERYTHING } from '../../../simulator/dashboard/model/filter.js'
import { firstAt, type Lane, LaneBook, nearestMark } from '../../../simulator/dashboard/model/lanes.js'
import type { JournalEntry } from '../../../simulator/dashboard/model/wire.js'
import { step } from '../../../simulator/dashboard/time-line/keyboard-walk.js'
import { entry, exchange } from './entries.js'

const LIFE: JournalEntry[] = [
  entry(0, 0, 'session', { event: 'born', session: 'apic-1', user: 'admin', tokenEndsMs: 600_000 }),
  exchange(1, 0, { purpose: 'login', auth: { outcome: 'logged-in', user: 'admin', session: 'apic-1' } }),
  entry(2, 300_000, 'session', {
    event: 'refreshed',
    session: 'apic-1',
    user: 'admin',
    tokenEndsMs: 900_000,
  }),
  exchange(3, 300_000, { purpose: 'refresh' }),
  entry(4, 300_000, 'clock', { event: 'advance', byMs: 700_000 }),
  entry(5, 900_500, 'session', {
    event: 'ended',
    session: 'apic-1',
    user: 'admin',
    cause: 'token-expired',
    endedMs: 900_000,
  }),
  exchange(6, 1_000_000, { auth: { outcome: 'refused', cause: 'token-expired', session: 'apic-1' } }),
  exchange(7, 1_000_001, { auth: { outcome: 'refused', cause: 'missing' } }),
]

function lanesOf(entries: readonly JournalEntry[], filter: Partial<EntryFilter> = {}): Lane[] {
  const book = new LaneBook('apic', { ...EVERYTHING, ...filter })
  for (const each of entries) book.add(each)
  return book.lanes()
}

describe('lanes', () => {
  it('have a session with its tokens, its marks and its end at the true instant', () => {
    const [others, lane] = lanesOf(LIFE)
    expect(others?.marks).toEqual([{ atMs: 1_000_001, kind: 'refused', seq: 7 }])
    expect(lane).toMatchObject({
      session: 'apic-1',
      user: 'admin',
      bornMs: 0,
      endedMs: 900_000,
      cause: 'token-expired',
    })
    expect(lane?.tokens).toEqual([
      { fromMs: 0, endsMs: 600_000, toMs: 300_000 },
      { fromMs: 300_000, endsMs: 900_000, toMs: 900_000 },
    ])
    expect(lane?.marks.map(({ kind, atMs }) => [kind, atMs])).toEqual([
      ['login', 0],
      ['refresh', 300_000],
      ['ended', 900_000],
      ['refused', 1_000_000],
    ])
  })

  it('end where a reset forgets their sessions', () => {
    const [, lane] = lanesOf([LIFE[0]!, LIFE[1]!, entry(2, 60_000, 'controller', { event: 'reset' })])
    expect(lane).toMatchObject({
      endedMs: 60_000,
      tokens: [{ fromMs: 0, endsMs: 600_000, toMs: 60_000 }],
    })
    const [, ended] = lanesOf([...LIFE, entry(8, 2_000_000, 'controller', { event: 'reset' })])
    expect(ended?.endedMs).toBe(900_000)
  })

  it('have marks of their own for what changed a controller', () => {
    const [others] = lanesOf([
      entry(0, 0, 'controller', { event: 'restart' }),
      entry(1, 0, 'controller', { event: 'timeouts', timeouts: { accessTtlSec: 60 } }),
    ])
    expect(others?.marks.map(({ kind }) => kind)).toEqual(['restart', 'event'])
  })

  it('have moves of the clock apart, for they concern all', () => {
    const book = new LaneBook('apic', EVERYTHING)
    for (const each of LIFE) book.add(each)
    expect(book.clockMarks).toEqual([{ atMs: 300_000, seq: 4, event: 'advance', byMs: 700_000, rate: 0 }])
    expect(book.clockLane?.marks).toEqual([{ atMs: 300_000, kind: 'clock', seq: 4 }])
  })

  it('have none of the clock where it did not move, or the filter wants none of it', () => {
    const books = [EVERYTHING, { ...EVERYTHING, outcome: 'refused' as const }].map(
      (filter) => new LaneBook('apic', filter),
    )
    for (const each of LIFE.filter(({ kind }) => kind !== 'clock')) books[0]!.add(each)
    for (const each of LIFE) books[1]!.add(each)
    expect(books.map((book) => book.clockLane)).toEqual([undefined, undefined])
  })

  it.each([
    [{ outcome: 'refused' }, [7, 6]],
    [{ purpose: 'refresh' }, [3]],
    [{ text: 'TENANT' }, [7, 1, 3, 6]],
    [{ text: 'token-expired' }, [5, 6]],
    [{ outcome: 'fault' }, []],
  ] as [Partial<EntryFilter>, number[]][])('keep to the filter %j', (filter, seqs) => {
    const lanes = lanesOf(LIFE, filter)
    expect(lanes.flatMap(({ marks }) => marks.map(({ seq }) => seq))).toEqual(seqs)
    expect(lanes.every(({ marks }) => marks.length > 0)).toBe(true)
  })

  it('show the newest session first', () => {
    const born = (seq: number) =>
      entry(seq, seq, 'session', { event: 'born', session: `apic-${seq}`, user: 'admin' })
    expect(lanesOf([born(1), born(2), born(3)]).map((lane) => lane.session)).toEqual([
      undefined,
      'apic-3',
      'apic-2',
      'apic-1',
    ])
  })
})

describe('marks', () => {
  const marks = fc
    .array(fc.nat(1000), { maxLength: 40 })
    .map((instants) =>
      instants.sort((a, b) => a - b).map((atMs, seq) => ({ atMs, seq, kind: 'request' as const })),
    )

  it('are found by their instant as by looking at each', () => {
    fc.assert(
      fc.property(marks, fc.nat(1000), fc.nat(50), (given, atMs, withinMs) => {
        const distances = given.map((mark) => Math.abs(mark.atMs - atMs)).filter((far) => far <= withinMs)
        const found = nearestMark(given, atMs, withinMs)
        expect(found === undefined).toBe(distances.length === 0)
        if (found !== undefined) expect(Math.abs(found.atMs - atMs)).toBe(Math.min(...distances))
        expect(firstAt(given, atMs)).toBe(given.filter((mark) => mark.atMs < atMs).length)
      }),
    )
  })
})

describe('walking over entries by keys', () => {
  const lanes = lanesOf(LIFE)
  const seq = (found: ReturnType<typeof step>) => found?.mark.seq

  it('begins with the newest, and goes on in time and over lanes', () => {
    expect(seq(step(lanes, undefined, 'earlier'))).toBe(7)
    const at = (lane: string, selected: number) => ({ lane, seq: selected })
    expect(seq(step(lanes, at('apic/', 7), 'below'))).toBe(6)
    expect(seq(step(lanes, at('apic/apic-1', 6), 'earlier'))).toBe(5)
    expect(seq(step(lanes, at('apic/apic-1', 5), 'later'))).toBe(6)
    expect(seq(step(lanes, at('apic/apic-1', 6), 'first'))).toBe(1)
    expect(seq(step(lanes, at('apic/apic-1', 1), 'above'))).toBe(7)
    expect(seq(step(lanes, at('apic/apic-1', 6), 'later'))).toBeUndefined()
    expect(seq(step(lanes, at('apic/apic-1', 6), 'below'))).toBeUndefined()
  })

  it('has nowhere to go where there is nothing', () => {
    expect(step([], undefined, 'later')).toBeUndefined()
  })
})
