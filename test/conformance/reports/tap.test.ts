import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tapReport } from '../../../conformance/reports/tap.js'
import { hostileText, refusedWith } from './hostile-recordings.js'
import { runOfEachVerdict, runOfRefusals, runThatHasItAll } from './reported-runs.js'
import { parseStrictTap } from './strict-tap.js'

describe('tapReport', () => {
  it('tells each verdict as TAP does', async () => {
    const [scenario, ...others] = parseStrictTap(tapReport(await runOfEachVerdict()))

    expect(others).toEqual([])
    expect([scenario?.ok, scenario?.description]).toEqual([false, 'apic'])
    expect(
      scenario?.subtests?.map(({ ok, description, directive, diagnostics }) => [
        ok,
        description.split(':')[0],
        directive,
        diagnostics?.severity,
      ]),
    ).toEqual([
      [false, 'session.no-expired-token', undefined, 'must'],
      [true, 'session.token-carried', undefined, undefined],
      [true, 'apic.signatures', { name: 'SKIP', why: 'It needs a signed request.' }, undefined],
      [true, 'requests.back-off', undefined, 'must'],
      [
        false,
        'caller.refused-served',
        { name: 'TODO', why: 'known until 2026-12-31: The vendor has a fix # soon' },
        'must',
      ],
      [false, 'renewal.single-flight', undefined, 'error'],
    ])
    expect(scenario?.subtests?.[0]?.diagnostics?.found).toEqual([
      'expected a live session; GET /api/node/mo/uni/tn-common.json?_dc=2 came 25 ms after its end (token-expired)',
      '  5 ms  session apic-1 born',
      '  10 min 0.025 s  GET /api/node/mo/uni/tn-common.json?_dc=2 -> 403 (refused: token-expired)',
    ])
  })

  it('fails a scenario that could not be judged and stale entries, and says why', () => {
    const points = parseStrictTap(tapReport(runThatHasItAll(refusedWith('/a', 'GET'), 'no request')))
    expect(points[1]).toMatchObject({ ok: false, diagnostics: { not_judged: 'no request' } })
    expect(points[2]).toEqual({
      ok: false,
      description: 'baseline',
      subtests: [
        { ok: false, description: 'renewal.single-flight was known until 2026-01-01 only (no request)' },
        {
          ok: false,
          description: 'clock.drift in skewed does not fail any more: take it from the baseline (no request)',
        },
      ],
    })
  })

  it('is the same document whatever a client sent', () => {
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, (target, user, reason) => {
        const recording = refusedWith(target, user)
        const points = parseStrictTap(tapReport(runOfRefusals(recording)))
        expect(points[0]?.subtests?.map(({ ok, directive }) => [ok, directive?.name])).toEqual([
          [false, undefined],
          [false, undefined],
          [true, 'SKIP'],
        ])
        expect(parseStrictTap(tapReport(runThatHasItAll(recording, reason)))).toHaveLength(3)
      }),
    )
  })
})
