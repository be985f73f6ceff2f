import fc from 'fast-check'
import forge from 'node-forge'
import { describe, expect, it } from 'vitest'
import { apicSampleUsers, readFixture } from '../../../simulator/fixtures.js'
import { ApicUnderTest } from './apic-under-test.js'

const key = forge.pki.privateKeyFromPem(readFixture('apic/operator.key'))

/** Signs with node-forge, which shares no code with the verifier. */
function signed(payload: string): string {
  const digest = forge.md.sha256.create()
  digest.update(payload, 'utf8')
  return forge.util.encode64(key.sign(digest))
}

const apic = new ApicUnderTest({ users: apicSampleUsers() })

/** Whether a request with that signature gets past the authentication. */
function verifies(method: string, target: string, body: string, signature: string): boolean {
  const cookie = `APIC-Certificate-DN=uni/userext/user-operator/usercert-midrun;APIC-Request-Signature=${signature};APIC-Certificate-Algorithm=v1.0`
  apic.send(method, target, { headers: { cookie }, body })
  const { outcome } = apic.lastAuth()
  return outcome !== 'refused'
}

const name = fc.stringMatching(/^[a-z]{1,6}$/)
const text = fc.string({ unit: 'grapheme', maxLength: 12 })
/** Decoded targets; `encoded` is what a client's HTTP library makes of it on the wire. */
const target = fc
  .tuple(
    fc.constantFrom('mo/uni/tn-', 'node/mo/uni/tn-', 'class/x/'),
    name,
    fc.option(text, { nil: undefined }),
  )
  .map(([prefix, end, value]) => ({ path: `/api/${prefix}${end}.json`, value }))
  .filter(({ value }) => value === undefined || !/[%&?\p{C}]/u.test(value))
  .map(({ path, value }) => ({
    decoded: value === undefined ? path : `${path}?query-target-filter=${value}`,
    encoded: value === undefined ? path : `${path}?query-target-filter=${encodeURIComponent(value)}`,
  }))
const request = fc.record({
  method: fc.constantFrom('GET', 'POST', 'DELETE'),
  target,
  body: fc.oneof(fc.constant(''), fc.json()),
  signsDecoded: fc.boolean(),
  coversBody: fc.boolean(),
})

type Request = typeof request extends fc.Arbitrary<infer Value> ? Value : never

/** What a client signs: the URL decoded or raw; a POST with its body, a DELETE with it or without, a GET never. */
function payloadOf({
  method,
  target: { decoded, encoded },
  body,
  signsDecoded,
  coversBody,
}: Request): string {
  const covered = method === 'POST' || (method === 'DELETE' && coversBody) ? body : ''
  return method + (signsDecoded ? decoded : encoded) + covered
}

/** Time for 500 signatures in JavaScript on a busy machine, in ms. */
const SIGNING_MS = 120_000

describe('signatures that node-forge makes', () => {
  it(
    'verify, whichever form of the URL they cover',
    () => {
      fc.assert(
        fc.property(request, (made) => {
          expect(verifies(made.method, made.target.encoded, made.body, signed(payloadOf(made)))).toBe(true)
        }),
        { numRuns: 500 },
      )
    },
    SIGNING_MS,
  )

  it(
    'verify no more when request or signature are altered',
    () => {
      const alteration = fc.constantFrom('method', 'path', 'query', 'body', 'signature')
      fc.assert(
        fc.property(request, alteration, fc.nat(255), (made, altered, position) => {
          let { method, body } = made
          let { encoded } = made.target
          let signature = signed(payloadOf(made))
          switch (altered) {
            case 'method':
              method = method === 'GET' ? 'DELETE' : 'GET'
              break
            case 'path':
              encoded = encoded.replace('/api/', '/api/z')
              break
            case 'query':
              encoded += encoded.includes('?') ? '&z=1' : '?z=1'
              break
            case 'body':
              // Of no other request the body is sure to be covered.
              fc.pre(method === 'POST')
              body += ' '
              break
            case 'signature': {
              const bytes = Buffer.from(signature, 'base64')
              bytes[position]! ^= 1
              signature = bytes.toString('base64')
            }
          }
          expect(verifies(method, encoded, body, signature)).toBe(false)
        }),
        { numRuns: 500 },
      )
    },
    SIGNING_MS,
  )
})
