import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { XMLValidator } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import { ENVELOPE_FORMAT_NAMES } from '../../../../cli/envelope.js'
import { ENVELOPE_FORMATS, type EnvelopeFormat } from '../../../../conformance/reports/envelope/formats.js'
import { jsonSchemaOf } from '../../../../conformance/reports/json-schemas.js'
import { hostileText } from '../hostile-recordings.js'
import { envelopeWith, nothingMeasured } from './envelopes.js'

const FORMATS = Object.keys(ENVELOPE_FORMATS) as EnvelopeFormat[]

it('offers every format that there is', () => {
  expect([...ENVELOPE_FORMAT_NAMES]).toEqual(FORMATS)
})

describe('terminal', () => {
  it('draws a bar for each strain, and says what goes wrong beyond', () => {
    expect(ENVELOPE_FORMATS.terminal(envelopeWith('/a')).split('\n')).toEqual([
      'apic: what the client survives',
      'Virtual time.',
      '',
      "the client's clock is ahead by  [########################] 365 d or more",
      'each reply takes                [#######.................] 998 ms, not 999 ms',
      '    at 999 ms: GET /a was refused',
      "the client's clock is slow by   [........................] not even 1 ppm",
      '    at 1 ppm: /a',
      '',
    ])
  })

  it('says why nothing was measured', () => {
    expect(ENVELOPE_FORMATS.terminal(nothingMeasured('GET /a was refused'))).toContain(
      'Nothing was measured: the client does not survive undisturbed work. GET /a was refused',
    )
  })
})

describe('markdown', () => {
  it('has a row for each strain, and client text in a code block only', () => {
    const lines = ENVELOPE_FORMATS.markdown(envelopeWith('/a|b')).split('\n')
    expect(lines).toContain('| `latency` | each reply takes | 998 ms | 999 ms |')
    expect(lines).toContain("| `clock-slow` | the client's clock is slow by | nothing | 1 ppm |")
    expect(lines.slice(lines.indexOf('```text'))).toContain('latency at 999 ms: GET /a|b was refused')
  })
})

describe('json', () => {
  it('is as its JSON Schema says, by another reader of that', () => {
    const validate = new Ajv2020({ strict: true }).compile(jsonSchemaOf('envelope'))
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const envelope of [envelopeWith(text), nothingMeasured(text)]) {
          validate(JSON.parse(ENVELOPE_FORMATS.json(envelope)))
          expect(validate.errors).toBeNull()
        }
      }),
    )
    expect(validate({ ...JSON.parse(ENVELOPE_FORMATS.json(envelopeWith('/a'))), more: 1 })).toBe(false)
  })
})

describe('html', () => {
  it('is one well-formed page, of the same elements whatever a client sent', () => {
    const skeleton = (page: string) => page.match(/<[a-z/!]+/gi)
    const plain = skeleton(ENVELOPE_FORMATS.html(envelopeWith('/a')))
    fc.assert(
      fc.property(hostileText, (text) => {
        const page = ENVELOPE_FORMATS.html(envelopeWith(text))
        expect(XMLValidator.validate(page)).toBe(true)
        expect(skeleton(page)).toEqual(plain)
      }),
    )
  })

  it('draws each bar as long as it is survived', () => {
    const page = ENVELOPE_FORMATS.html(envelopeWith('/a'))
    const widths = [...page.matchAll(/class="survived" width="(\d+)"/g)].map(([, width]) => Number(width))
    // A bar without an end leaves room for its point.
    expect(widths).toEqual([989, 286, 0])
  })
})

describe.each(FORMATS)('%s', (format) => {
  it('ends with one newline, and holds no character that is taken for more than text', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const envelope of [envelopeWith(text), nothingMeasured(text)]) {
          const report = ENVELOPE_FORMATS[format](envelope)
          expect(report).toMatch(/[^\n]\n$/)
          expect(report.replaceAll('\n', '')).not.toMatch(
            /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/u,
          )
        }
      }),
    )
  })
})
