import { describe, expect, it } from 'vitest'
import { planSchema } from '../../../conformance/plans/plan.js'
import { runPlan } from '../../../conformance/plans/run-plan.js'
import { describeRun } from '../../../conformance/prove/time-line.js'
import { createReferenceClient } from '../../../conformance/reference-clients.js'

const read = { do: 'request', operation: 'read' }

/** Lines of the time line below its heading. */
async function timeLineOf(steps: object[]): Promise<string[]> {
  const plan = planSchema.parse({ controller: 'apic', class: 'benign', steps })
  const lines = describeRun(await runPlan(plan, { createClient: createReferenceClient })).split('\n')
  return lines.slice(lines.indexOf('time line (of the controller):') + 1)
}

const reads = (count: number) => Array.from({ length: count }, () => read)

describe('the time line', () => {
  it('of a short run is whole', async () => {
    const lines = await timeLineOf(reads(3))
    expect(lines[0]).toContain('call 1: read')
    expect(lines.at(-1)).toMatch(/call \d: answered/)
    expect(lines.join('\n')).not.toContain('more lines')
  })

  it('of a long run shows its end', async () => {
    const lines = await timeLineOf(reads(100))
    expect(lines[0]).toMatch(/^ {2}\.\.\. \d+ more lines$/)
    expect(lines).toHaveLength(61)
    expect(lines.at(-1)).toMatch(/call 10\d: answered/)
  })

  it('of a long run shows the first refusal too, wherever it was', async () => {
    const lines = await timeLineOf([...reads(30), { do: 'terminate' }, ...reads(70)])
    const refusal = lines.findIndex((line) => line.includes('(refused: terminated)'))
    expect(lines.filter((line) => line.includes('more lines'))).toHaveLength(2)
    expect(lines.slice(refusal - 10, refusal + 11).join('\n')).not.toContain('more lines')
    expect(lines).toHaveLength(62)
    expect(lines.at(-1)).toMatch(/call 10\d: answered/)
  })

  it('leaves nothing out between a refusal and the end when they are close', async () => {
    const lines = await timeLineOf([...reads(90), { do: 'terminate' }, ...reads(10)])
    expect(lines.filter((line) => line.includes('more lines'))).toHaveLength(1)
    expect(lines.some((line) => line.includes('(refused: terminated)'))).toBe(true)
  })
})
