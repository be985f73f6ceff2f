import { describe, expect, it } from 'vitest'
import { BROKEN_CLIENTS } from '../../../conformance/broken/index.js'
import type { CreateClient } from '../../../conformance/client-under-test.js'
import { exploreStates } from '../../../conformance/prove/exhaustive.js'
import { judgePlan } from '../../../conformance/prove/prove-plans.js'
import { createReferenceClient } from '../../../conformance/reference-clients.js'
import { CONTROLLER_KINDS } from '../../../simulator/index.js'

/** The reference client, keeping its state to itself. */
const secretive: CreateClient = async (environment) => {
  const client = await createReferenceClient(environment)
  return { request: (call) => client.request(call), close: async () => client.close?.() }
}

describe('the states of a small scope', () => {
  it.each(CONTROLLER_KINDS)(
    'are all visited on %s, and the reference client holds in each',
    async (controller) => {
      const heard: number[] = []
      const result = await exploreStates(controller, createReferenceClient, (states) => heard.push(states))
      expect(result).toMatchObject({ controller, fixedPoint: true, clientStateSeen: true })
      expect(result).not.toHaveProperty('counterexample')
      expect(result.states).toBeGreaterThan(20)
      expect(result.plans).toBeGreaterThan(result.states)
      expect(heard).toEqual(heard.map((_states, index) => 50 * (index + 1)))
    },
  )

  it.each(['no-limits', 'refresh-in-the-last-second'])(
    'contain one that %s does not survive',
    async (name) => {
      const { createClient } = BROKEN_CLIENTS.find((each) => each.name === name)!
      const { counterexample } = await exploreStates('apic', createClient)
      expect(counterexample?.violations[0]?.property).toBe('no-session-refusal')
      expect((await judgePlan(counterexample!.plan, createClient)).violations).toEqual(
        counterexample!.violations,
      )
    },
  )

  it('are told apart by the controller alone where a client shows nothing, and it is said', async () => {
    const seen = await exploreStates('apstra', createReferenceClient)
    const unseen = await exploreStates('apstra', secretive)
    expect(unseen).toMatchObject({ clientStateSeen: false, fixedPoint: true })
    expect(unseen.states).toBeLessThan(seen.states)
  })
})
