import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest'
import { UsageError } from '../../cli/command-line.js'
import { type TrustSettings, withTrustToJudge } from '../../cli/untrusted-runs.js'
import { SCENARIOS, type Scenario } from '../../conformance/drivers/scenarios.js'
import { RULES } from '../../conformance/rules/index.js'

const NAME = 'untrusted-certificate'
const VERIFIED: TrustSettings = { tls: true, rules: RULES }
const OTHER_RULES = RULES.filter(({ id }) => id.startsWith('renewal.'))

let told: MockInstance<typeof console.error>
beforeEach(() => {
  told = vi.spyOn(console, 'error').mockReturnValue()
})
afterEach(() => told.mockRestore())

const namesWith = (settings: TrustSettings, scenarios: readonly Scenario[] = SCENARIOS, wanted = ['all']) =>
  withTrustToJudge(scenarios, (scenario) => scenario, wanted, settings).map(({ name }) => name)

describe('scenarios with a certificate that is not to be trusted', () => {
  it('are there unless something speaks against it', () => {
    expect(namesWith(VERIFIED)).toEqual(SCENARIOS.map(({ name }) => name))
    expect(told).not.toHaveBeenCalled()
  })

  it.each([
    { settings: { ...VERIFIED, tls: false }, why: 'there is no certificate to verify without TLS' },
    { settings: { ...VERIFIED, insecureOk: true }, why: '--insecure-ok was given' },
    {
      settings: { ...VERIFIED, rules: OTHER_RULES },
      why: '--rules leaves its rule out, connection.certificate-verified',
    },
  ])('are left out where $why', ({ settings, why }) => {
    expect(namesWith(settings)).toEqual(SCENARIOS.map(({ name }) => name).filter((name) => name !== NAME))
    expect(told.mock.calls).toEqual([[`${NAME}: left out, for ${why}`]])

    expect(() => namesWith(settings, SCENARIOS, [NAME])).toThrow(
      new UsageError(`scenario ${NAME} would tell nothing, for ${why}: leave it out`),
    )
  })

  it('are not spoken of where there are none', () => {
    const others = SCENARIOS.filter(({ name }) => name !== NAME)
    expect(namesWith({ ...VERIFIED, tls: false }, others, ['steady'])).toHaveLength(others.length)
    expect(told).not.toHaveBeenCalled()
  })
})
