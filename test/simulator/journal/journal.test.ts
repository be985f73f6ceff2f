import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../../../simulator/clock/index.js'
import { Journal, type JournalEntry } from '../../../simulator/journal/index.js'

const ENTRY = { kind: 'controller', event: 'restart' } as const

describe('a journal', () => {
  it('gives each entry its place and both readings of the clock', async () => {
    const clock = new VirtualClock({ wallStartMs: 1000 })
    const journal = new Journal(clock)
    journal.write(ENTRY)
    await clock.advance(5)
    clock.stepWall(100)
    journal.write(ENTRY)
    expect(journal.entries).toEqual([
      { seq: 0, atMs: 0, wallMs: 1000, ...ENTRY },
      { seq: 1, atMs: 5, wallMs: 1105, ...ENTRY },
    ])
    expect(journal.toLines()).toBe(
      '{"seq":0,"atMs":0,"wallMs":1000,"kind":"controller","event":"restart"}\n' +
        '{"seq":1,"atMs":5,"wallMs":1105,"kind":"controller","event":"restart"}\n',
    )
  })

  it('keeps the newest entries, at least as many as its capacity, and counts the others', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.nat({ max: 100 }), (capacity, count) => {
        const journal = new Journal(new VirtualClock(), { capacity })
        for (let i = 0; i < count; i++) journal.write(ENTRY)
        const kept = journal.entries.map(({ seq }) => seq)
        expect(kept).toEqual(Array.from({ length: kept.length }, (_, i) => count - kept.length + i))
        expect(kept.length).toBeGreaterThanOrEqual(Math.min(count, capacity))
        expect(kept.length).toBeLessThan(2 * capacity)
        expect(journal.dropped).toBe(count - kept.length)
      }),
    )
  })

  it('keeps everything unless told otherwise', () => {
    const journal = new Journal(new VirtualClock())
    for (let i = 0; i < 5000; i++) journal.write(ENTRY)
    expect([journal.entries.length, journal.dropped]).toEqual([5000, 0])
  })

  it('tells listeners of each entry until they have heard enough', () => {
    const journal = new Journal(new VirtualClock(), { capacity: 1 })
    const heard: JournalEntry[] = []
    const other: number[] = []
    journal.write(ENTRY)
    const stop = journal.listen((entry) => heard.push(entry))
    journal.listen(({ seq }) => other.push(seq))
    journal.write(ENTRY)
    journal.write(ENTRY)
    stop()
    journal.write(ENTRY)
    expect(heard.map(({ seq }) => seq)).toEqual([1, 2])
    expect(heard[1]).toMatchObject({ atMs: 0, ...ENTRY })
    expect(other).toEqual([1, 2, 3])
  })
})
