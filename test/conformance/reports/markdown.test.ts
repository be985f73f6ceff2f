import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { markdownReport } from '../../../conformance/reports/markdown.js'
import { hostileText, refusedWith } from './hostile-recordings.js'
import { runOfEachVerdict, runThatHasItAll } from './reported-runs.js'

/** Parts a document as CommonMark does: a fence closes with as many backticks as opened it, or more, and nothing else. */
function parted(document: string): { outside: string[]; inside: string[] } {
  const outside: string[] = []
  const inside: string[] = []
  let fence = 0
  for (const line of document.split(/\r\n|\n|\r/)) {
    const marks = /^ {0,3}(`{3,})([^`]*)$/.exec(line)
    if (fence === 0 && marks !== null) fence = marks[1]!.length
    else if (fence > 0 && marks !== null && marks[1]!.length >= fence && marks[2]!.trim() === '') fence = 0
    else if (fence > 0) inside.push(line)
    else outside.push(line)
  }
  expect(fence).toBe(0)
  return { outside, inside }
}

describe('markdownReport', () => {
  it('counts verdicts in a table and says what each rule found', async () => {
    const { outside, inside } = parted(markdownReport(await runOfEachVerdict()))

    expect(outside[0]).toBe('## midrun judge (apic): The client does not conform.')
    expect(outside).toContain(
      "| `apic` | 1 | 1 | 1 | 1 | 1 | 1 | 3 requests within 10 min 0.02 s of the controller's clock. |",
    )
    expect(outside.filter((line) => line.startsWith('#### '))).toEqual([
      '#### FAIL `session.no-expired-token`',
      '#### advice `requests.back-off`',
      '#### known `caller.refused-served`',
      '#### ERROR `renewal.single-flight`',
    ])
    expect(outside).toContain('Known until 2026-12-31: The vendor has a fix \\# soon')
    expect(inside).toContain('apic.signatures: It needs a signed request.')
  })

  it('keeps whatever a client sent inside code blocks', () => {
    const plain = markdownReport(runThatHasItAll(refusedWith('/a', 'GET'), 'no request'))
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, (target, user, reason) => {
        const report = markdownReport(runThatHasItAll(refusedWith(target, user), reason))
        expect(parted(report).outside).toEqual(parted(plain).outside)
        expect(report.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e\p{Cs}]/u)
      }),
    )
  })
})
