import { describe, expect, it } from 'vitest'
import { RecordingError, readRecording } from '../../../conformance/recordings/index.js'
import { RULES } from '../../../conformance/rules/index.js'
import { judgeRecording } from '../../../conformance/rules/verdicts.js'
import { CONTROLLER_KINDS, type ControllerKind } from '../../../simulator/index.js'
import { RawClient } from '../rules/raw-client.js'
import { HOUR, MINUTE } from '../rules/scenario.js'

/** A login, a call, a denied one, a wrong password, a refresh if there is one, an expired token, and a logout. */
async function lived(kind: ControllerKind): Promise<RawClient> {
  const client = new RawClient(kind)
  let session = await client.login()
  await client.read(session)
  await client.send(client.deniedRequest(session))
  if (kind !== 'apstra') session = await client.refresh(session)
  await client.wait(kind === 'apstra' ? 24 * HOUR : 31 * MINUTE)
  await client.read(session)
  await client.send(client.loginRequest('wrong'))
  session = await client.login()
  await client.logout(session)
  await client.read(session)
  await client.read()
  return client
}

describe.each(CONTROLLER_KINDS)('a HAR file of %s', (kind) => {
  it('tells purposes and outcomes as the journal of the same run does', async () => {
    const client = await lived(kind)
    const fromHar = readRecording(kind, client.har())

    const told = (exchanges: typeof fromHar.exchanges) =>
      exchanges.map(({ purpose, auth, request, response }) => ({
        purpose,
        outcome: auth.outcome,
        ...('cause' in auth ? { cause: auth.cause } : {}),
        ...('token' in auth ? { token: auth.token } : {}),
        target: request.target,
        status: response.status,
      }))
    expect(told(fromHar.exchanges)).toEqual(told(client.recording().exchanges))
  })

  it('shows no password and no token', async () => {
    const client = await lived(kind)
    const text = JSON.stringify(readRecording(kind, client.har()))
    const { fields } = await client.login()
    const [secret] = Object.values(fields)

    expect(JSON.stringify(readRecording(kind, client.har()))).not.toContain(
      secret!.replace(/^APIC-cookie=/, ''),
    )
    expect(text).not.toMatch(/midrun"|b3BlcmF0b3I6/)
    expect(text).not.toContain('eyJ')
  })

  it('decides what it can, and says why of the rest', async () => {
    const client = await lived(kind)
    const results = judgeRecording(readRecording(kind, client.har()), RULES)
    const verdicts = new Map(results.map(({ rule, verdict }) => [rule.id, verdict]))
    const silent = results.find(({ rule }) => rule.id === 'renewal.single-flight')!

    expect(verdicts.get('session.no-expired-token')).toBe('fail')
    expect(verdicts.get('session.token-carried')).toBe('fail')
    expect(results.filter(({ verdict }) => verdict === 'error')).toEqual([])
    expect([silent.verdict, silent.note]).toEqual([
      'not-exercised',
      'A HAR file has no order of arrival at the controller.',
    ])
  })
})

describe('a damaged HAR file', () => {
  const entry = {
    startedDateTime: '2026-01-02T03:04:05.000Z',
    time: 5,
    request: { method: 'GET', url: 'https://controller.example/api/x', headers: [] },
    response: { status: 200, headers: [] },
  }
  const har = (...entries: unknown[]) => JSON.stringify({ log: { entries } })

  it.each([
    ['{"log": {\n"entries": [}', /^line 2: expected a HAR file in JSON/],
    ['{"log": {}}', /^log\.entries: expected the requests/],
    [har({ ...entry, startedDateTime: 'soon' }), /^log\.entries\.0\.startedDateTime: expected an instant/],
    [har(entry, { ...entry, response: {} }), /^log\.entries\.1\.response\.status: /],
    [
      har({ ...entry, request: { ...entry.request, url: '/api' } }),
      /^log\.entries\.0\.request\.url: expected a URL/,
    ],
  ])('is refused with the place: %s', (text, message) => {
    expect(() => readRecording('apic', text)).toThrow(RecordingError)
    expect(() => readRecording('apic', text)).toThrow(message)
  })

  it('may hold requests without an answer, which say nothing', () => {
    const text = har({ ...entry, response: { status: 0, headers: [] } }, entry)
    expect(readRecording('apic', text).exchanges).toHaveLength(1)
  })
})
