import { describe, expect, it } from 'vitest'
import { script } from '../../../conformance/broken/careful-script.js'
import { BROKEN_CLIENTS } from '../../../conformance/broken/index.js'
import type { CreateClient } from '../../../conformance/client-under-test.js'
import type { Plan } from '../../../conformance/plans/plan.js'
import { type Chunk, type ChunkResult, proveChunk } from '../../../conformance/prove/prove-plans.js'
import { CONTROLLER_KINDS, type ControllerKind } from '../../../simulator/index.js'

const search = (
  controller: ControllerKind,
  createClient: CreateClient,
  kind: Plan['class'],
  rest: Partial<Chunk> = {},
): Promise<ChunkResult> =>
  proveChunk({ controller, class: kind, seed: 8, plans: 150, steps: 30, ...rest }, createClient)

/** The class of plans that shows each defect, and the property that tells it, by controller. */
const TOLD_BY: Record<string, [kind: Plan['class'], properties: Partial<Record<ControllerKind, string>>]> = {
  'endless-login': ['benign', { apic: 'no-storm', fmc: 'no-storm' }],
}

describe('the proof', () => {
  it('is tried on every broken client', () => {
    expect(Object.keys(TOLD_BY).sort()).toEqual(BROKEN_CLIENTS.map(({ name }) => name).sort())
  })

  const table = BROKEN_CLIENTS.flatMap(({ name, createClient, controllers }) =>
    controllers.map((controller) => ({ name, createClient, controller })),
  )
  it('collect', async () => {
    for (const { name, controller, createClient } of table) {
      const out = []
      for (const kind of ['benign', 'hostile'] as const) {
        const r = await search(controller, createClient, kind)
        out.push(`${kind} ${[...new Set(r.counterexample?.violations.map((v) => v.property))]} n=${r.statistics.plans} steps=${r.counterexample?.plan.steps.length}`)
      }
      console.log(name, controller, out.join(' | '))
    }
  }, 300000)
  it.each(CONTROLLER_KINDS)('finds nothing in the same script without a defect on %s', async (controller) => {
    for (const kind of ['benign', 'hostile'] as const) {
      expect(await search(controller, script({}), kind)).not.toHaveProperty('counterexample')
    }
  })
})
