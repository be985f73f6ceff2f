import { describe, expect, it } from 'vitest'
import { apicOptionsSchema } from '../../../simulator/apic/options.js'
import { ApicUnderTest, errorOf } from './apic-under-test.js'

const GONE = 'Token was invalid (Error: Session ended)'
const absent = { fvTenant: { attributes: { name: 'a', status: 'modified' } } }

describe('option errors', () => {
  it('tells the refusal of an ended session from that of one that timed out', async () => {
    const apic = new ApicUnderTest({ errors: { tokenInvalid: GONE } })
    const loggedOut = apic.login()
    apic.as(loggedOut, 'POST', '/api/aaaLogout.json')
    const expired = apic.login()
    await apic.clock.advance(600_000)
    const read = (token: string) => errorOf(apic.as(token, 'GET', '/api/mo/uni.json'))
    expect(read(loggedOut)).toBe(`403 403 ${GONE}`)
    expect(read('nonsense')).toBe(`403 403 ${GONE}`)
    expect(read(expired)).toBe('403 403 Token was invalid (Error: Token timeout)')
  })

  it('has an answer of its own for the end of the maximum lifetime', async () => {
    const apic = new ApicUnderTest({
      maximumLifetimeSeconds: 300,
      errors: { lifetimeOver: { status: 401, code: 401, text: 'Log in again' } },
    })
    const token = apic.login()
    await apic.clock.advance(300_000)
    expect(errorOf(apic.refresh(token))).toBe('401 401 Log in again')
  })

  it('changes the status, the code or the text alone, with the values of the case', () => {
    const apic = new ApicUnderTest({
      errors: {
        objectNotFound: { text: 'nothing at {dn}' },
        unresolvedClass: { status: 404 },
        methodNotAllowed: { code: 1 },
      },
    })
    const token = apic.login()
    expect(errorOf(apic.as(token, 'POST', '/api/mo/uni.json', absent))).toBe('400 102 nothing at uni/tn-a')
    expect(errorOf(apic.as(token, 'GET', '/api/class/fvX.json'))).toBe(
      '404 400 Request failed, unresolved class for fvX',
    )
    expect(errorOf(apic.as(token, 'PUT', '/api/mo/uni.json'))).toMatch(/^405 1 Method PUT/)
  })

  it('leaves alone what the sender may do, and what the journal says', () => {
    const apic = new ApicUnderTest({ errors: { configureDenied: { status: 400, code: 170 } } })
    const token = apic.login('reader')
    expect(errorOf(apic.as(token, 'POST', '/api/mo/uni.json', absent))).toMatch(/^400 170 Permission denied/)
    expect(apic.lastAuth()).toMatchObject({ outcome: 'forbidden', user: 'reader' })
  })

  it('has the words of other releases for a bad signature, and for sockets and challenges', () => {
    const apic = new ApicUnderTest({
      errors: {
        badSignature: 'invalid padding',
        unknownCertificate: 'no such certificate',
        challengeMissing: { status: 401 },
      },
    })
    const cookie = 'APIC-Request-Signature=AAAA; APIC-Certificate-DN=uni/userext/user-admin/usercert-x'
    expect(errorOf(apic.send('GET', '/api/mo/uni.json', { headers: { cookie } }))).toBe(
      '403 403 no such certificate',
    )
    const login = apic.tryLogin('admin', 'midrun', '/api/aaaLogin.json?gui-token-request=yes')
    const { token } = JSON.parse(login.body).imdata[0].aaaLogin.attributes
    expect(errorOf(apic.as(token, 'GET', '/api/mo/uni.json'))).toMatch(/^401 403 Need a valid webtoken/)
  })

  it('knows the errors of the catalogue only', () => {
    expect(() => apicOptionsSchema.parse({ errors: { nonsense: 'x' } })).toThrow(/nonsense/)
  })
})
