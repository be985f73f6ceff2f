import { type ControllerProof, donePieces, type ProofScope, type ShownFailure } from '../prove/proof.js'
import { type SearchedChunk, searchResultOf } from '../prove/search.js'
import type { ProofJsonReport } from '../reports/proof-json.js'
import { assertDone, MergeError, type PartReport, wholeOf } from '../shards/part.js'
import { itemsOf } from '../shards/shard.js'
import { caseResultOf } from './merge-suites.js'

type ControllerJson = ProofJsonReport['controllers'][number]

/** A whole proof, and what it was of. */
export interface MergedProof {
  scope: ProofScope
  proofs: ControllerProof[]
}

/**
 * The whole proof of which these reports are the shards: what one run without `--shard` would have found. Where shards
 * found plans that the client does not survive, the one counts that comes first in the whole search.
 * @throws MergeError
 */
export function mergeProofs(reports: readonly PartReport<ProofJsonReport>[]): MergedProof {
  const shards = wholeOf(reports)
  const { report, part } = shards[0]!
  const { client, runs, steps, seed, exhaustive } = report
  const read = shards.map((shard) => {
    const proofs = shard.report.controllers.map((each) => proofOf(shard.file, each))
    assertDone(shard, expectedOf(shard, proofs), proofs.flatMap(donePieces))
    return proofs
  })
  const controllers = [...new Set(read.flat().map(({ controller }) => controller))]
  const proofs = controllers.map((controller) =>
    mergedProof(
      read.flatMap((shard) => shard.filter((proof) => proof.controller === controller)),
      part.items,
    ),
  )
  const command = part.command === 'prove' ? 'prove' : 'conformance'
  return { scope: { command, client, controllers, runs, steps, seed, exhaustive }, proofs }
}

function proofOf(file: string, read: ControllerJson): ControllerProof {
  const { controller, chunks, states, cases, broken, failures } = read
  const found = failures.find(({ from }) => from === 'plans')
  const inScope = failures.find(({ from }) => from === 'states')
  return {
    controller,
    ...(chunks === undefined
      ? {}
      : {
          search: searchResultOf(
            controller,
            chunks.map((chunk) => searchedChunk(file, chunk, found)),
          ),
        }),
    ...(states === undefined
      ? {}
      : {
          states: { controller, ...states, ...(inScope === undefined ? {} : { counterexample: inScope }) },
        }),
    ...(cases === undefined ? {} : { cases: cases.map((each) => caseResultOf(file, each)) }),
    ...(broken === undefined
      ? {}
      : {
          broken: broken.map(({ name, caughtBy }) =>
            caughtBy === undefined ? { name } : { name, caughtBy },
          ),
        }),
    failures,
  }
}

function searchedChunk(
  file: string,
  { index, failed, statistics }: NonNullable<ControllerJson['chunks']>[number],
  found: ShownFailure | undefined,
): SearchedChunk {
  if (!failed) return { index, result: { statistics } }
  if (found === undefined) {
    throw new MergeError(
      'unreadable',
      `expected the plan that failed in ${file}, found none: write the report again`,
    )
  }
  return { index, result: { statistics, counterexample: found } }
}

/** What a shard must have done: a search ends at the first plan that fails, and does not begin where a kept one does. */
function expectedOf(
  { part: { items, shard, command } }: PartReport<ProofJsonReport>,
  proofs: readonly ControllerProof[],
): string[] {
  const kept = proofs.some(({ failures }) => failures.some(({ from }) => from === 'kept'))
  if (kept && command === 'conformance') return []
  return itemsOf(items, shard).filter((piece) =>
    proofs.every((proof) => {
      if (!piece.startsWith(`${proof.controller}/`)) return true
      if (proof.failures.some(({ from }) => from === 'kept')) return false
      const stopped =
        proof.search?.counterexample !== undefined && piece.startsWith(`${proof.controller}/plans/`)
      return !stopped || donePieces(proof).includes(piece)
    }),
  )
}

/** One controller's proof from its shards. */
function mergedProof(parts: readonly ControllerProof[], items: readonly string[]): ControllerProof {
  const { controller } = parts[0]!
  const kept = parts.flatMap(({ failures }) => failures).find(({ from }) => from === 'kept')
  // The whole run would not have gone on, either.
  if (kept !== undefined) return { controller, failures: [kept] }
  const chunks = parts
    .flatMap(({ search }) => search?.chunks ?? [])
    .sort((one, other) => one.index - other.index)
  const search = items.includes(`${controller}/plans/0`) ? searchResultOf(controller, chunks) : undefined
  const states = parts.find((part) => part.states !== undefined)?.states
  const cases = ordered(
    parts.flatMap((part) => part.cases ?? []),
    ({ id }) => `${controller}/case/${id}`,
    items,
  )
  const broken = ordered(
    parts.flatMap((part) => part.broken ?? []),
    ({ name }) => `${controller}/broken/${name}`,
    items,
  )
  return {
    controller,
    ...(search === undefined ? {} : { search }),
    ...(states === undefined ? {} : { states }),
    ...(cases.length === 0 ? {} : { cases }),
    ...(broken.length === 0 ? {} : { broken }),
    failures: [states?.counterexample, search?.counterexample].filter(isShown),
  }
}

/** Where it was read from a report, a counterexample has all that is shown of it. */
function isShown(found: object | undefined): found is ShownFailure {
  return found !== undefined && 'timeLine' in found
}

function ordered<T>(results: readonly T[], nameOf: (result: T) => string, items: readonly string[]): T[] {
  return results.toSorted((one, other) => items.indexOf(nameOf(one)) - items.indexOf(nameOf(other)))
}
