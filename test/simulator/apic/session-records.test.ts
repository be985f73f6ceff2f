import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ApicUnderTest, attributesOf, errorOf, tokenOf } from './apic-under-test.js'

type Record = { [property: string]: string }

const RECORDS = '/api/class/aaaSessionLR.json'

/** All records that a query finds, in its order. */
function records(apic: ApicUnderTest, token: string, query = ''): Record[] {
  const { imdata } = JSON.parse(apic.as(token, 'GET', `${RECORDS}${query}`).body)
  return imdata.map(({ aaaSessionLR }: { aaaSessionLR: { attributes: Record } }) => aaaSessionLR.attributes)
}

/** `trig user descr` of each record. */
const told = (found: Record[]) => found.map(({ trig, descr }) => `${trig} ${descr}`)

describe('records of sessions', () => {
  it('show who logged in and out, from where, and what failed', () => {
    const apic = new ApicUnderTest({ refreshTimeoutSeconds: 600 })
    const admin = apic.login()
    const reader = apic.login('reader')
    apic.tryLogin('reader', 'wrong')
    apic.tryLogin('nobody', 'wrong')
    apic.send('POST', '/api/aaaLogin.json', { body: '{' })
    apic.as(reader, 'POST', '/api/aaaLogout.json')
    expect(told(records(apic, admin))).toEqual([
      'login,session [user admin] From-192.0.2.7-client-type-REST-Success',
      'login,session [user reader] From-192.0.2.7-client-type-REST-Success',
      'login,session [user reader] From-192.0.2.7-client-type-REST-Failure',
      'login,session [user ] From-192.0.2.7-client-type-REST-Failure',
      'logout,session [user reader] From-192.0.2.7-client-type-REST-Success',
    ])
    expect(records(apic, admin)[1]).toEqual({
      affected: 'uni/userext/user-reader',
      annotation: '',
      cause: 'transition',
      changeSet: '',
      childAction: '',
      code: '',
      created: '2026-01-01T00:00:00.000+00:00',
      descr: '[user reader] From-192.0.2.7-client-type-REST-Success',
      dn: 'subj-[uni/userext/user-reader]/sess-4294967298',
      extMngdBy: '',
      id: '4294967298',
      ind: 'special',
      lcOwn: 'local',
      modTs: '2026-01-01T00:00:00.000+00:00',
      monPolDn: 'uni/fabric/monfab-default',
      severity: 'info',
      status: '',
      trig: 'login,session',
      txId: '0',
      uid: '15376',
      user: 'reader',
      userdom: ':all:',
    })
  })

  it('are of refreshes too, and of nothing, as sessionRecordFlags says', () => {
    const apic = new ApicUnderTest()
    const token = apic.login()
    const flags = (sessionRecordFlags: string) => {
      const body = { pkiWebTokenData: { attributes: { sessionRecordFlags } } }
      expect(apic.as(token, 'POST', '/api/mo/uni/userext/pkiext/webtokendata.json', body).status).toBe(200)
    }
    apic.refresh(token)
    expect(records(apic, token)).toHaveLength(1)
    flags('refresh')
    const renewed = tokenOf(apic.refresh(token))
    apic.as(apic.login('reader'), 'POST', '/api/aaaLogout.json')
    expect(records(apic, renewed).map(({ trig }) => trig)).toEqual(['login,session', 'refresh,session'])
    flags('')
    apic.refresh(renewed)
    apic.login()
    expect(records(apic, renewed)).toHaveLength(2)
  })

  it('are found by filter, order, page and DN, and can be neither changed nor removed', async () => {
    const apic = new ApicUnderTest()
    const token = apic.login()
    await apic.clock.advance(1000)
    apic.login('reader')
    const newestFirst = '?order-by=aaaSessionLR.created|desc'
    expect(records(apic, token, newestFirst).map(({ user }) => user)).toEqual(['reader', 'admin'])
    expect(records(apic, token, `${newestFirst}&page=1&page-size=1`).map(({ user }) => user)).toEqual([
      'admin',
    ])
    const late =
      '?query-target-filter=and(gt(aaaSessionLR.created,"2026-01-01T00:00:00.500"),wcard(aaaSessionLR.trig,"login"))'
    expect(records(apic, token, late).map(({ user }) => user)).toEqual(['reader'])
    const path = '/api/mo/subj-[uni/userext/user-reader]/sess-4294967298.json'
    expect(attributesOf(apic.as(token, 'GET', path)).user).toBe('reader')
    expect(errorOf(apic.as(token, 'DELETE', path))).toMatch(/^400 1 /)
    const changed = { aaaSessionLR: { attributes: { descr: 'x' } } }
    expect(errorOf(apic.as(token, 'POST', path, changed))).toMatch(/^400 1 /)
    expect(errorOf(apic.as(token, 'GET', '/api/mo/subj-[uni/userext/user-reader].json'))).toBe(
      '400 104 Invalid DN subj-[uni/userext/user-reader], wrong rn prefix subj-[uni/userext/user-reader] at position 0',
    )
  })

  it('are shown to those who may read about users only', () => {
    const apic = new ApicUnderTest()
    expect(records(apic, apic.login('operator'))).toEqual([])
    expect(records(apic, apic.login('reader'))).toHaveLength(2)
  })

  it('are of logins elsewhere too, and are gone after a reset', () => {
    const apic = new ApicUnderTest()
    apic.controller.loginElsewhere('reader')
    apic.controller.logoutElsewhere('reader')
    expect(told(records(apic, apic.login())).slice(0, 3)).toEqual([
      'login,session [user reader] From-192.0.2.1-client-type-REST-Success',
      'login,session [user reader] From-192.0.2.1-client-type-REST-Success',
      'logout,session [user reader] From-192.0.2.1-client-type-REST-Success',
    ])
    apic.controller.reset()
    expect(records(apic, apic.login()).map(({ id }) => id)).toEqual(['4294967297'])
  })

  it('name a user of a remote realm as such', () => {
    const everything = [{ name: 'all', roles: [{ name: 'admin', privilege: 'write' as const }] }]
    const ada = { name: 'ada', password: 'midrun', loginDomain: 'lab', domains: everything }
    const apic = new ApicUnderTest({ users: [ada] })
    const token = apic.login('apic:lab\\ada')
    expect(records(apic, token)[0]!.affected).toBe('uni/userext/remoteuser-ada')
  })

  it('never become more than the option says, and are the newest ones', () => {
    const counts = fc.integer({ min: 0, max: 8 })
    fc.assert(
      fc.property(counts, counts, (most, logins) => {
        const apic = new ApicUnderTest({ sessionRecords: most })
        const token = apic.login()
        for (let i = 0; i < logins; i++) apic.login('reader')
        const ids = records(apic, token).map(({ id }) => Number(id) - 2 ** 32)
        const all = Array.from({ length: logins + 1 }, (_, index) => index + 1)
        expect(ids).toEqual(most === 0 ? [] : all.slice(-most))
      }),
      { numRuns: 40 },
    )
  })
})
