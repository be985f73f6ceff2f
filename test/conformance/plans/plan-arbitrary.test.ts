import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEADLINES } from '../../../conformance/plans/controller-options.js'
import { type Plan, planSchema, type Step, withoutPauses } from '../../../conformance/plans/plan.js'
import { benignPlan, hostilePlan } from '../../../conformance/plans/plan-arbitrary.js'
import { CONTROLLER_KINDS, CONTROLLER_OPTIONS, FAULT_TYPES } from '../../../simulator/index.js'

const STEPS = 30
const sample = (arbitrary: fc.Arbitrary<Plan>) => fc.sample(arbitrary, { numRuns: 200, seed: 42 })

const EVERYWHERE = ['clock-step', 'latency', 'pause', 'request', 'suspend', 'wait', 'wait-until']
/** What some controllers have, and does no harm to a session: long work of clients, and what others do. */
const HARMLESS = {
  apic: ['change', 'configure', 'login-elsewhere', 'logout-elsewhere', 'subscribe'],
  fmc: ['read-all'],
  apstra: ['await-task', 'hand-over', 'login-elsewhere'],
}
const HOSTILE = ['fault', 'login-elsewhere', 'logout-elsewhere', 'restart', 'terminate']
/** What else may happen on one controller only. */
const OWN = {
  apic: ['change', 'lose-sockets', 'subscribe'],
  fmc: ['read-all'],
  apstra: ['await-task', 'hand-over'],
}

const kindsOf = (plans: Plan[]) =>
  [...new Set(plans.flatMap(({ steps }) => steps.map((step) => step.do)))].sort()
const stepsOf = <K extends Step['do']>(plans: Plan[], kind: K) =>
  plans.flatMap(({ steps }) => steps).filter((step): step is Extract<Step, { do: K }> => step.do === kind)

/** Longest time in ms that an exchange of each request spends on the network. */
function networkTimes({ steps }: Plan): number[] {
  let latencyMs = 10
  const times: number[] = []
  for (const step of steps) {
    if (step.do === 'latency') latencyMs = step.outMs + step.backMs
    if (step.do === 'request') times.push(latencyMs + (step.parallel - 1) * step.staggerMs)
  }
  return times
}

/** Whether the wall clock is set back and the machine sleeps, in either order, without a call in between. */
function losesTime({ steps }: Plan): boolean {
  return steps
    .map((step) => {
      if (step.do === 'request') return '|'
      if (step.do === 'suspend') return 's'
      return step.do === 'clock-step' && step.ms < 0 ? 'b' : ''
    })
    .join('')
    .split('|')
    .some((between) => between.includes('s') && between.includes('b'))
}

describe.each(CONTROLLER_KINDS)('generated plans of %s', (controller) => {
  const benign = sample(benignPlan(controller, STEPS))
  const hostile = sample(hostilePlan(controller, STEPS))
  const all = [...benign, ...hostile]

  it('fit the schema as they are, and the controller takes their options', () => {
    for (const plan of all) {
      expect(planSchema.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan)
      expect(CONTROLLER_OPTIONS[controller].parse(plan.options)).toMatchObject(plan.options)
    }
  })

  it('have as many steps as was asked for, fewer only without their pauses', () => {
    expect(new Set(all.map(({ steps }) => steps.length))).toEqual(new Set([STEPS]))
    for (const plan of all) {
      const pauses = plan.steps.filter((step) => step.do === 'pause').length
      expect(withoutPauses(plan).steps).toHaveLength(STEPS - pauses)
    }
  })

  it('leave room for each answer within the request time-out when they are benign', () => {
    for (const plan of benign) {
      expect(Math.max(0, ...networkTimes(plan)) + 300).toBeLessThanOrEqual(plan.client.requestTimeoutMs)
    }
  })

  it('use that room up in some benign plans, and do without it in hostile ones', () => {
    const left = (plan: Plan) => plan.client.requestTimeoutMs - 300 - Math.max(0, ...networkTimes(plan))
    expect(benign.some((plan) => left(plan) < 10)).toBe(true)
    expect(hostile.some((plan) => left(plan) < 0)).toBe(true)
  })

  it('never hide time from a machine between two calls when they are benign', () => {
    expect(benign.filter(losesTime)).toEqual([])
    expect(hostile.some(losesTime)).toBe(true)
  })

  it('keep clocks within the drift that a client must live with when they are benign', () => {
    expect(benign.filter(({ clientClock }) => Math.abs(clientClock.driftPpm) > 500)).toEqual([])
    expect(hostile.some(({ clientClock }) => Math.abs(clientClock.driftPpm) > 500)).toBe(true)
  })

  it('take every kind of step', () => {
    expect(kindsOf(benign)).toEqual([...EVERYWHERE, ...HARMLESS[controller]].sort())
    expect(kindsOf(hostile)).toEqual([...EVERYWHERE, ...HOSTILE, ...OWN[controller]].sort())
  })

  it('aim at every limit that the controller has, at the instant and 1 ms around it', () => {
    const aims = new Set(
      stepsOf(all, 'wait-until').map(({ deadline, offsetMs }) => `${deadline} ${offsetMs}`),
    )
    for (const deadline of DEADLINES[controller]) {
      for (const offsetMs of [-1, 0, 1]) expect(aims).toContain(`${deadline} ${offsetMs}`)
    }
    const limits = new Set([...aims].map((aim) => aim.split(' ')[0]!))
    expect([...limits].sort()).toEqual([...DEADLINES[controller]].sort())
  })

  it('arm every kind of fault for logins, refreshes and calls', () => {
    const faults = stepsOf(hostile, 'fault').map(({ fault }) => fault)
    // What is held waits for a hand to release it, and a plan has none.
    const unaided = [...FAULT_TYPES.keys()].filter((type) => type !== 'hold')
    expect([...new Set(faults.map(({ type }) => type))].sort()).toEqual(unaided.sort())
    expect([...new Set(faults.map(({ purpose }) => purpose))].sort()).toEqual(['call', 'login', 'refresh'])
    for (const { type, options } of faults) FAULT_TYPES.get(type)!.options.parse(options)
  })

  it('make every kind of call, alone, at once and unawaited', () => {
    const requests = stepsOf(benign, 'request')
    expect([...new Set(requests.map(({ operation }) => operation))].sort()).toEqual([
      'denied',
      'read',
      'write',
    ])
    expect(requests.some(({ parallel }) => parallel > 1)).toBe(true)
    expect(requests.some(({ detached }) => detached)).toBe(true)
  })
})
