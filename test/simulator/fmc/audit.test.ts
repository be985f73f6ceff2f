import { describe, expect, it } from 'vitest'
import { CONFIG, jsonClient } from './json-client.js'

const AUDIT = '/api/fmc_platform/v1/domain/default/audit/auditrecords'

interface Shown {
  user: string
  message: string
}

function told(json: { items?: Shown[] }): [string, string][] {
  return (json.items ?? []).map(({ user, message }) => [user, message])
}

describe('audit records', () => {
  it('tell of logins and of changes that were made, newest first', () => {
    const { call, login } = jsonClient()
    login('operator', 'wrong')
    call('POST', `${CONFIG}/object/hosts`, { name: 'web', value: '192.0.2.1' })
    call('POST', `${CONFIG}/object/hosts`, { name: 'web', value: '192.0.2.1' })
    expect(told(call('GET', `${AUDIT}?expanded=true`).json)).toEqual([
      ['admin', `POST ${CONFIG}/object/hosts (201)`],
      ['operator', 'Login Failed'],
      ['admin', 'Login Success'],
    ])
  })

  it('are filtered, and read one by one', async () => {
    const { call, clock, login } = jsonClient()
    await clock.advance(1000)
    const startedMs = clock.wallMs()
    login('reader')
    const found = (query: string) => told(call('GET', `${AUDIT}?expanded=true&${query}`).json).length
    expect(found('username=reader')).toBe(1)
    expect(found('username=nobody')).toBe(0)
    expect(found('subsystem=Login&source=192.0.2.1')).toBe(2)
    expect(found(`starttime=${startedMs}`)).toBe(1)
    expect(found(`endtime=${startedMs - 1}`)).toBe(1)
    const [item] = call('GET', `${AUDIT}?username=reader`).json.items
    expect(call('GET', `${AUDIT}/${item.id}`).json).toMatchObject({
      ...item,
      user: 'reader',
      time: startedMs,
    })
    expect(call('GET', `${AUDIT}/99`).status).toBe(404)
    expect(call('DELETE', AUDIT).status).toBe(405)
  })

  it('are kept by domain, and gone after a reset', () => {
    const { fmc, call, send, login } = jsonClient()
    const devel = '61e913a3-4bd6-7bde-54b6-000000000000'
    call('POST', `${CONFIG.replace('default', devel)}/object/hosts`, { name: 'web', value: '192.0.2.1' })
    expect(call('GET', AUDIT.replace('default', devel)).json.paging.count).toBe(1)
    fmc.reset()
    const headers = { 'x-auth-access-token': login().access }
    expect(JSON.parse(send('GET', AUDIT, headers).body).paging.count).toBe(1)
  })
})
