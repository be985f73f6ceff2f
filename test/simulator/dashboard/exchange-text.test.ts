import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { curlCommand, requestText, responseText } from '../../../simulator/dashboard/model/exchange-text.js'
import { Redaction } from '../../../simulator/journal/redaction.js'
import { exchange } from './entries.js'

/** The words that a shell makes of a command. */
function words(command: string): string[] {
  const printed = execFileSync('sh', ['-c', command.replace(/^curl/, `printf '%s\\0'`)], { encoding: 'utf8' })
  return printed.split('\0').slice(0, -1)
}

describe('an exchange on the wire', () => {
  const given = exchange(0, 0, {
    request: {
      method: 'POST',
      target: '/api/x?y=1',
      headers: { accept: 'a/b', cookie: 'c=#00c0ffee' },
      body: '{}',
    },
    response: { status: 403, reason: 'Forbidden', headers: [['Server', 'nginx']], body: 'no' },
  })

  it('is shown as it was', () => {
    expect(requestText(given)).toBe('POST /api/x?y=1 HTTP/1.1\naccept: a/b\ncookie: c=#00c0ffee\n\n{}')
    expect(responseText(given)).toBe('HTTP/1.1 403 Forbidden\nServer: nginx\n\nno')
  })

  it('is cut where a body is long, and says by how much', () => {
    const response = { status: 200, reason: 'OK', headers: [], body: 'x'.repeat(20_100) }
    expect(responseText(exchange(0, 0, { response }))).toMatch(/x\n\[100 more characters\]$/)
  })
})

describe('curlCommand', () => {
  it('has placeholders where the journal has masks', () => {
    const redaction = new Redaction()
    const request = {
      method: 'POST',
      target: redaction.target('/socketSECRETSECRET'),
      headers: redaction.requestHeaders({ cookie: 'APIC-cookie=SECRET', authorization: 'Basic YTpi' }),
      body: redaction.text('{"aaaUser":{"attributes":{"name":"admin","pwd":"midrun"}}}'),
    }
    expect(words(curlCommand(exchange(0, 0, { request }), 'https://127.0.0.1:8443'))).toEqual([
      '-kg',
      '-X',
      'POST',
      '-H',
      'cookie: APIC-cookie=<token>',
      '-H',
      'authorization: Basic <password>',
      '--data-raw',
      '{"aaaUser":{"attributes":{"name":"admin","pwd":"<password>"}}}',
      'https://127.0.0.1:8443/socket<token>',
    ])
  })

  it('lets nothing that a client sent reach the shell', () => {
    const text = fc
      .string({ unit: 'grapheme' })
      .filter((given) => !given.includes('\0') && !/#[0-9a-f]{8}/.test(given))
    fc.assert(
      fc.property(text, text, text, (method, value, body) => {
        const request = { method, target: '/$(touch x)`id`', headers: { 'x-y': value }, body }
        const expected = ['-kg', '-X', method, '-H', `x-y: ${value}`]
        if (body !== '') expected.push('--data-raw', body)
        expect(words(curlCommand(exchange(0, 0, { request }), 'http://h'))).toEqual([
          ...expected,
          'http://h/$(touch x)`id`',
        ])
      }),
      { numRuns: 40, examples: [["G'ET", "a'b\n", "'; rm -rf x; '"]] },
    )
  })
})
