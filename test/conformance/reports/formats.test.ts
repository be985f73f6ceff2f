import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RUN_FORMAT_NAMES } from '../../../cli/report-option.js'
import { RUN_FORMATS, type RunFormat } from '../../../conformance/reports/formats.js'
import { hostileText, refusedWith } from './hostile-recordings.js'
import { runOfRefusals, runThatHasItAll } from './reported-runs.js'

const MEGABYTE = 2 ** 20
const FORMATS = Object.keys(RUN_FORMATS) as RunFormat[]

it('offers every format that there is', () => {
  expect([...RUN_FORMAT_NAMES]).toEqual(FORMATS)
})

describe.each(FORMATS)('%s', (format) => {
  it('ends with one newline', () => {
    const text = RUN_FORMATS[format](runThatHasItAll(refusedWith('/a', 'GET'), 'no request'))
    expect(text).toMatch(/[^\n]\n$/)
  })

  it('holds no character that a terminal or an editor takes for more than text', () => {
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, (target, user, reason) => {
        const text = RUN_FORMATS[format](runThatHasItAll(refusedWith(target, user), reason))
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/u)
      }),
    )
  })

  it('says how to mend what a client does wrong', () => {
    const text = RUN_FORMATS[format](runOfRefusals(refusedWith('/a', 'GET')))
    expect(text).toContain('Log in and repeat it once, then tell the caller.')
  })

  it('shows little of a target, a user and a header of a megabyte each', () => {
    const long = '\u001b<'.repeat(MEGABYTE / 2)
    const run = runOfRefusals(refusedWith(`/${long}`, long, { 'x-note': long }))
    expect(RUN_FORMATS[format](run).length).toBeLessThan(40_000)
  })
})
