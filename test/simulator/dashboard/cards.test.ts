import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ActivityBook } from '../../../simulator/dashboard/model/activity.js'
import { cardsOf, nextLimit, searched, shareLeft, urgency } from '../../../simulator/dashboard/model/cards.js'
import { entry, exchange, session } from './entries.js'

function book(...entries: Parameters<ActivityBook['add']>[0][]): ActivityBook {
  const made = new ActivityBook()
  for (const each of entries) made.add(each)
  return made
}

describe('cards', () => {
  it('count a token down from its last renewal, the longest life from birth', () => {
    const activity = book(
      entry(0, 0, 'session', { event: 'born', session: 'apic-1', user: 'admin' }),
      entry(1, 120_000, 'session', { event: 'refreshed', session: 'apic-1', user: 'admin' }),
      exchange(2, 130_000),
    )
    const [card] = cardsOf(
      'apic',
      [session({ deadlines: { token: 720_000, absolute: 86_400_000 }, lastUsedMs: 130_000 })],
      (id) => activity.of(id),
    )
    expect(card).toMatchObject({
      key: 'apic/apic-1',
      live: true,
      limits: [
        { name: 'token', fromMs: 120_000, endsMs: 720_000 },
        { name: 'absolute', fromMs: 0, endsMs: 86_400_000 },
      ],
      last: { line: '200 GET /api/class/fvTenant.json', atMs: 130_000, seq: 2 },
    })
  })

  it('leave out a limit that never strikes, which JSON carries as null', () => {
    const view = JSON.parse(JSON.stringify(session({ deadlines: { token: Number.POSITIVE_INFINITY } })))
    expect(cardsOf('apic', [view], () => ({}))[0]?.limits).toEqual([])
  })

  it('show the newest live session first, then what ended last, and not all that ever ended', () => {
    const views = [
      ...Array.from({ length: 100 }, (_, index) =>
        session({ id: `old-${index}`, state: 'ended', ended: { atMs: index, cause: 'logout' } }),
      ),
      session({ id: 'a' }),
      session({ id: 'b' }),
    ]
    const cards = cardsOf('apic', views, () => ({}))
    expect(cards.slice(0, 3).map((card) => card.session)).toEqual(['b', 'a', 'old-99'])
    expect(cards).toHaveLength(26)
  })

  it('say why a session ended', () => {
    const view = session({ state: 'ended', ended: { atMs: 600_000, cause: 'token-expired' } })
    expect(cardsOf('apic', [view], () => ({}))[0]?.ended).toEqual({
      atMs: 600_000,
      why: 'its token ran out 10:00 min after it was given out, and nobody renewed it',
    })
  })

  it('are found by user, session, last request or cause, in any case', () => {
    const cards = cardsOf(
      'apic',
      [session({ id: 'apic-7', user: 'Ada' }), session({ user: 'bob' })],
      () => ({}),
    )
    expect(searched(cards, 'ADA').map((card) => card.session)).toEqual(['apic-7'])
    expect(searched(cards, '')).toHaveLength(2)
  })
})

describe('limits', () => {
  it('go from all to nothing and never beyond', () => {
    const limit = fc.record({ from: fc.nat(1e9), span: fc.nat(1e9) }).map(({ from, span }) => ({
      name: 'token' as const,
      fromMs: from,
      endsMs: from + span,
    }))
    fc.assert(
      fc.property(limit, fc.nat(3e9), fc.nat(1e6), (given, nowMs, laterMs) => {
        const share = shareLeft(given, nowMs)
        expect(share).toBeGreaterThanOrEqual(shareLeft(given, nowMs + laterMs))
        expect(share > 0).toBe(nowMs < given.endsMs)
        expect(share).toBeLessThanOrEqual(1)
        expect(urgency(given, nowMs) === 'over').toBe(nowMs >= given.endsMs)
      }),
    )
  })

  it('press in their last tenth', () => {
    const limit = { name: 'token' as const, fromMs: 0, endsMs: 600_000 }
    expect([539_999, 540_000, 599_999, 600_000].map((nowMs) => urgency(limit, nowMs))).toEqual([
      'fine',
      'soon',
      'soon',
      'over',
    ])
  })

  it('strike in the order of their ends; the last refresh ends nothing', () => {
    const limits = [
      { name: 'token' as const, fromMs: 0, endsMs: 50 },
      { name: 'idle' as const, fromMs: 0, endsMs: 40 },
      { name: 'refresh' as const, fromMs: 0, endsMs: 10 },
    ]
    expect(nextLimit(limits)?.name).toBe('idle')
    expect(nextLimit([])).toBeUndefined()
  })
})
