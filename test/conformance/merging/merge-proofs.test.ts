import { describe, expect, it } from 'vitest'
import { mergeProofs } from '../../../conformance/merging/merge-proofs.js'
import { planSchema } from '../../../conformance/plans/plan.js'
import {
  type ControllerProof,
  PIECES,
  type ProofScope,
  piecesOf,
  type ShownFailure,
} from '../../../conformance/prove/proof.js'
import { chunksOfSearch, searchResultOf } from '../../../conformance/prove/search.js'
import { emptyStatistics } from '../../../conformance/prove/statistics.js'
import { proofConclusion } from '../../../conformance/reports/proof.js'
import {
  type ProofJsonReport,
  proofJsonReport,
  proofJsonReportSchema,
} from '../../../conformance/reports/proof-json.js'
import type { Part, PartReport } from '../../../conformance/shards/part.js'
import { itemsOf } from '../../../conformance/shards/shard.js'

const SCOPE: ProofScope = {
  command: 'prove',
  client: 'reference',
  controllers: ['apic', 'fmc'],
  runs: 2000,
  steps: 5,
  seed: 1,
  exhaustive: false,
}
const CHUNKS = chunksOfSearch({ controller: 'apic', plans: SCOPE.runs, steps: 5, seed: 1 }).length

/** A plan that fails, told by its seed. */
const failureOf = (from: ShownFailure['from'], seed: number): ShownFailure => ({
  from,
  plan: planSchema.parse({ controller: 'apic', class: 'benign', seed, steps: [] }),
  violations: [{ property: 'no-session-refusal', message: `of ${seed}`, atMs: 5 }],
  timeLine: 'plan: apic',
  file: `.midrun/failures/${seed}.json`,
})

/** What searching some chunks of both controllers comes to, with plans of an APIC that fail in the chunks named. */
function proofsOf(mine: ReadonlySet<string>, failing: readonly number[]): ControllerProof[] {
  return SCOPE.controllers.map((controller) => {
    const chunks = Array.from({ length: CHUNKS }, (_, index) => index)
      .filter((index) => mine.has(PIECES.chunk(controller, index)))
      .map((index) => {
        const failed = controller === 'apic' && failing.includes(index)
        const statistics = { ...emptyStatistics(), plans: 1, requests: 100 + index }
        return {
          index,
          result: failed ? { statistics, counterexample: failureOf('plans', index) } : { statistics },
        }
      })
    const search = searchResultOf(controller, chunks)
    const found = search.counterexample as ShownFailure | undefined
    return { controller, search, failures: found === undefined ? [] : [found] }
  })
}

/** Reports on so many shards, read back from JSON. */
function shardsOf(count: number, failing: readonly number[]): PartReport<ProofJsonReport>[] {
  const items = piecesOf(SCOPE)
  return Array.from({ length: count }, (_, place) => {
    const part: Part = {
      command: 'prove',
      midrun: '1.2.3',
      shard: { index: place + 1, count },
      settings: { seed: 1 },
      items,
    }
    const proofs = proofsOf(new Set(itemsOf(items, part.shard)), failing)
    const text = JSON.stringify(proofJsonReport(SCOPE, proofs, part))
    return { file: `${place + 1}.json`, part, report: proofJsonReportSchema.parse(JSON.parse(text)) }
  })
}

describe('piecesOf', () => {
  it.each([{ ...SCOPE }, { ...SCOPE, exhaustive: true }, { ...SCOPE, command: 'conformance' as const }])(
    'names each piece once: $command, exhaustive $exhaustive',
    (scope) => {
      const pieces = piecesOf(scope)

      expect(pieces.length).toBeGreaterThan(0)
      expect(new Set(pieces).size).toBe(pieces.length)
    },
  )
})

describe('mergeProofs', () => {
  it.each([1, 2, 3, 5, 40])('gives in %i shards what the whole search gives', (count) => {
    const whole = proofsOf(new Set(piecesOf(SCOPE)), [])

    expect(mergeProofs(shardsOf(count, []))).toEqual({ scope: SCOPE, proofs: whole })
  })

  it.each([2, 3, 5])('takes the first failing chunk of the whole search, of %i shards', (count) => {
    const [whole] = proofsOf(new Set(piecesOf(SCOPE)), [4, 7, 8])
    const { proofs } = mergeProofs(shardsOf(count, [4, 7, 8]))

    expect(proofs[0]!.search).toEqual(whole!.search)
    expect(proofs[0]!.failures.map(({ file }) => file)).toEqual(['.midrun/failures/4.json'])
    expect(proofConclusion(SCOPE, proofs, true)).toBe('violated')
  })

  it('goes no further than a plan that was kept and fails again', () => {
    const shards = shardsOf(2, []).map((shard) => ({
      ...shard,
      report: {
        ...shard.report,
        controllers: [
          { controller: 'apic' as const, failures: [failureOf('kept', 3)] },
          shard.report.controllers[1]!,
        ],
      },
    }))
    const { proofs } = mergeProofs(shards)

    expect(proofs[0]).toEqual({ controller: 'apic', failures: [failureOf('kept', 3)] })
    expect(proofs[1]!.search?.chunks).toHaveLength(CHUNKS)
  })

  it('refuses a shard that left a chunk out', () => {
    const [one, two] = shardsOf(2, [])
    const [apic, fmc] = two!.report.controllers
    const report = { ...two!.report, controllers: [{ ...apic!, chunks: apic!.chunks!.slice(1) }, fmc!] }

    expect(() => mergeProofs([one!, { ...two!, report }])).toThrow('to hold apic/plans/1: it was interrupted')
  })
})

describe('proofConclusion', () => {
  it('judges nothing where nothing was done', () => {
    expect(proofConclusion(SCOPE, proofsOf(new Set(), []), false)).toBe('not-judged')
  })
})
