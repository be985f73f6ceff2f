import fc from 'fast-check'
import { type Recording, recordingOf } from '../../../conformance/rules/recording.js'
import type { JournalEntry } from '../../../simulator/index.js'

/** Text that means something to one format or another: markup, directives, fences, escapes, directions, halves. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    '\u001b]0;title\u0007',
    '</failure><!--',
    '\u202egnp',
    '\r\nFAIL: none',
    '\u009b31m',
    '"]]>',
    '</style><script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '# SKIP nothing to see',
    '\nok 1 - all is well\n1..1',
    '\\# TODO',
    '```\n# heading\n[x](javascript:alert(1))\n```',
    '````````',
    '~~~\n| a | b |',
    '@everyone <details>',
    '[click](https://example.net) {0} {{1}}',
    '...\n---\nanchor: &a',
    '\ud800',
    '\ufffe',
    '__proto__',
    '{"version":"2.1.0"}',
    ']]>&amp;&#0;%00%0a',
  ),
)

/** A request that is refused four times on the way, with such text in all that a report shows. */
export function refusedWith(target: string, user: string, headers: Record<string, string> = {}): Recording {
  const entries = [0, 1, 2, 3].map(
    (seq): JournalEntry => ({
      kind: 'exchange',
      seq,
      atMs: seq * 100,
      wallMs: seq * 100,
      purpose: 'call',
      request: { method: user, target, headers, body: '' },
      auth: { outcome: 'refused', cause: 'unknown', session: user },
      response: { status: 401, reason: user, headers: [], body: target },
      processingMs: 0,
    }),
  )
  return recordingOf('apic', entries)
}
