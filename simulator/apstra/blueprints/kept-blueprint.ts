import { z } from 'zod'
import type { Blueprint } from './blueprint.js'
import type { BlueprintState, Revision } from './blueprint-state.js'
import type { Task } from './task-queue.js'

const content = z.record(z.string(), z.json())

const revisionSchema = z.strictObject({
  label: z.string(),
  nodes: z.array(z.tuple([z.string(), content])),
  resources: z.array(z.tuple([z.string(), content])),
  version: z.number().int(),
})

const fieldErrors = z.union([z.string(), z.record(z.string(), z.json())])

const taskSchema = z.strictObject({
  id: z.string(),
  type: z.string(),
  origin: z.strictObject({
    userId: z.string(),
    userName: z.string(),
    address: z.string(),
    method: z.string(),
    path: z.string(),
    args: z.record(z.string(), z.string()),
    data: z.json(),
  }),
  outcome: z.discriminatedUnion('ok', [
    z.strictObject({ ok: z.literal(true), response: z.json(), version: z.number() }),
    z.strictObject({ ok: z.literal(false), status: z.number(), problem: fieldErrors }),
  ]),
  createdAt: z.string(),
  status: z.enum(['succeeded', 'failed', 'timeout']),
  beginAt: z.string().optional(),
  updatedAt: z.string(),
})

/** Blueprints in a snapshot, oldest first. */
export const blueprintsSchema = z.array(
  z.strictObject({
    origin: z.strictObject({ id: z.string(), design: z.string(), createdAt: z.string() }),
    modifiedAt: z.string(),
    /** Id of the user who locked it on purpose. */
    lockedBy: z.string().optional(),
    staged: revisionSchema,
    base: revisionSchema,
    deployedVersion: z.number().int(),
    changedBy: z.string().optional(),
    /** Whether it is remembered for its tasks only. */
    gone: z.literal(true).optional(),
    tasks: z.array(taskSchema),
  }),
)

/** A blueprint in a snapshot: as ended tasks left it, with those tasks. */
export type KeptBlueprint = z.output<typeof blueprintsSchema>[number]

/** What is kept of a blueprint. Members that are undefined are left out when it is written. */
export function describeBlueprint({ origin, modifiedAt, lockedBy, state, tasks, phase }: Blueprint): unknown {
  const { staged, base, ...rest } = state
  return {
    origin,
    modifiedAt,
    lockedBy,
    staged: describeRevision(staged),
    base: describeRevision(base),
    ...rest,
    ...(phase === 'gone' && { gone: true }),
    tasks: tasks.ended(),
  }
}

/** The state that a kept blueprint has. */
export function stateOf({ staged, base, deployedVersion, changedBy }: KeptBlueprint): BlueprintState {
  return { staged: revisionOf(staged), base: revisionOf(base), deployedVersion, changedBy }
}

/** The ended tasks of a kept blueprint, oldest first. */
export function tasksOf({ tasks }: KeptBlueprint): Task[] {
  return tasks as Task[]
}

function describeRevision({ design: { label, nodes, resources }, version }: Revision) {
  return { label, nodes: [...nodes], resources: [...resources], version }
}

function revisionOf({ version, label, nodes, resources }: KeptBlueprint['staged']): Revision {
  return { version, design: { label, nodes: new Map(nodes), resources: new Map(resources) } }
}
