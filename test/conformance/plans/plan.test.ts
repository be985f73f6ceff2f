import { describe, expect, it } from 'vitest'
import { planSchema } from '../../../conformance/plans/plan.js'

const least = { controller: 'fmc', class: 'benign', steps: [{ do: 'request', operation: 'read' }] }
const withStep = (step: object) => planSchema.safeParse({ ...least, steps: [step] }).success

describe('planSchema', () => {
  it('fills in what a plan written by hand leaves out', () => {
    expect(planSchema.parse(least)).toEqual({
      version: 1,
      controller: 'fmc',
      class: 'benign',
      seed: 1,
      options: {},
      client: { requestTimeoutMs: 30_000, keepAlive: false, authentication: 'password', toldLimits: true },
      clientClock: { offsetMs: 0, driftPpm: 0 },
      steps: [{ do: 'request', operation: 'read', parallel: 1, detached: false, staggerMs: 0 }],
    })
  })

  it.each([
    { do: 'wait', ms: -1 },
    { do: 'wait', ms: 0.5 },
    { do: 'wait', ms: 4 * 86_400_000 + 1 },
    { do: 'wait', ms: 1, more: 1 },
    { do: 'request', operation: 'delete' },
    { do: 'request', operation: 'read', parallel: 17 },
    { do: 'wait-until', deadline: 'lunch', offsetMs: 0 },
    { do: 'align', toMs: 0 },
    { do: 'fault', fault: { type: 'reset', times: 0 } },
    { do: 'configure', webtokenTimeoutSeconds: 600 },
    { do: 'sing' },
  ])('refuses the step %j', (step) => {
    expect(withStep(step)).toBe(false)
  })

  it('takes each limit of time just as far as it goes', () => {
    expect(withStep({ do: 'wait', ms: 4 * 86_400_000 })).toBe(true)
    expect(withStep({ do: 'wait-until', deadline: 'token', offsetMs: -4 * 86_400_000 })).toBe(true)
  })

  it.each([
    [{ webtokenTimeoutSeconds: 300 }, true],
    [{ webtokenTimeoutSeconds: 299 }, false],
    [{ webtokenTimeoutSeconds: 9601 }, false],
    [{ maximumValidityPeriod: 4, webtokenTimeoutSeconds: 9600 }, true],
    [{ maximumValidityPeriod: 3 }, false],
    [{ maximumValidityPeriod: 25 }, false],
    [{ webtokenTimeoutSeconds: 300, uiIdleTimeoutSeconds: 60 }, false],
    [{}, false],
  ])('takes settings of an APIC as the controller does: %j %s', (settings, fits) => {
    const plan = { ...least, controller: 'apic', steps: [{ do: 'configure', ...settings }] }
    expect(planSchema.safeParse(plan).success).toBe(fits)
  })

  it('refuses a plan of another version', () => {
    expect(planSchema.safeParse({ ...least, version: 2 }).success).toBe(false)
  })
})
