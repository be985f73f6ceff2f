import { describe, expect, it } from 'vitest'
import { RULES } from '../../../conformance/rules/index.js'
import { judgeRecording } from '../../../conformance/rules/verdicts.js'
import { CONTROLLER_KINDS } from '../../../simulator/index.js'
import { nothing, on, oneRead, recordingOfScenario } from './scenario.js'

const ID = 'connection.certificate-verified'
const UNTRUSTED = { untrustedCertificate: true }

describe('connection.certificate-verified', () => {
  it.each(CONTROLLER_KINDS)('says how often the password went to an %s, and shows where', async (kind) => {
    const recording = await recordingOfScenario(
      on(
        kind,
        async (client) => {
          for (let read = 0; read < 20; read++) await client.read()
          await client.login()
          await client.login()
        },
        UNTRUSTED,
      ),
    )
    const results = judgeRecording(recording, RULES)
    const { findings } = results.find(({ rule }) => rule.id === ID)!
    const login = recording.exchanges.find(({ purpose }) => purpose === 'login')!

    expect(findings.map(({ message }) => message)).toEqual([
      'expected no request, for the certificate is not to be trusted; 22 came, 2 of them with the password',
    ])
    expect(findings[0]!.evidence).toHaveLength(11)
    expect(findings[0]!.evidence.at(-1)).toBe(login.seq)
  })

  it('fails for a request without the password', async () => {
    const recording = await recordingOfScenario(on('fmc', (client) => client.read(), UNTRUSTED))
    const failed = judgeRecording(recording, RULES).filter(({ verdict }) => verdict === 'fail')

    expect(failed.map(({ rule, findings }) => [rule.id, findings[0]!.message])).toEqual([
      [ID, 'expected no request, for the certificate is not to be trusted; 1 came'],
    ])
  })

  it.each([
    { program: 'verifies', scenario: nothing('apic', { ...UNTRUSTED, exitCode: 1 }), verdict: 'pass' },
    { program: 'does not', scenario: oneRead('apic', { ...UNTRUSTED, exitCode: 1 }), verdict: 'fail' },
  ])('is all that is judged of a program that $program', async ({ scenario, verdict }) => {
    const results = judgeRecording(await recordingOfScenario(scenario), RULES)

    const others = results.filter(({ rule }) => rule.id !== ID)
    expect(results.find(({ rule }) => rule.id === ID)!.verdict).toBe(verdict)
    expect(new Set(others.map((result) => `${result.verdict}: ${result.note}`))).toEqual(
      new Set(['not-exercised: It needs a controller whose certificate is to be trusted.']),
    )
  })
})
