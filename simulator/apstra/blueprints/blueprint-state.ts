import type { FieldErrors } from '../answers.js'
import type { Content } from '../collections/fields.js'

/** What a blueprint describes. Never changed, only replaced, so that what was committed can be kept. */
export interface Design {
  readonly label: string
  /** Nodes of the graph, by id. */
  readonly nodes: ReadonlyMap<string, Content>
  /** Resource groups by `type/name`, and slots by name in AOS 1.x. */
  readonly resources: ReadonlyMap<string, Content>
}

/** A design with its version, which each staged change raises by one. */
export interface Revision {
  readonly design: Design
  readonly version: number
}

/** Everything about a blueprint that changes with its tasks. */
export interface BlueprintState {
  readonly staged: Revision
  /** What a revert goes back to: the last commit, or the design as it was made. */
  readonly base: Revision
  /** Version of the last commit; 0 before the first. [0 guess] */
  readonly deployedVersion: number
  /** Id of the user who has staged changes since then; undefined when there are none. */
  readonly changedBy: string | undefined
}

/** Why something is not done. */
export interface Refusal {
  status: number
  problem: string | FieldErrors
}

/** Leads from one state to the next, or says why not. */
export type Change = (state: BlueprintState) => BlueprintState | Refusal

/** Whether a change was refused. */
export function isRefusal(result: BlueprintState | Refusal): result is Refusal {
  return 'problem' in result
}

/** A blueprint as it was made. Making it is no staged change, and nothing of it is committed. [guess] */
export function newState(design: Design): BlueprintState {
  const first = { design, version: 1 }
  return { staged: first, base: first, deployedVersion: 0, changedBy: undefined }
}

/** A staged change by a user. */
export function stage(userId: string, next: (design: Design) => Design | Refusal): Change {
  return (state) => {
    const design = next(state.staged.design)
    if ('problem' in design) return design
    return { ...state, staged: { design, version: state.staged.version + 1 }, changedBy: userId }
  }
}

/** Commits what is staged, if that is still the version which the client saw. [refusal guess] */
export function commit(version: number): Change {
  return (state) =>
    version === state.staged.version
      ? { staged: state.staged, base: state.staged, deployedVersion: version, changedBy: undefined }
      : { status: 422, problem: { version: `Staging version is ${state.staged.version}` } }
}

/** Throws away what was staged since the last commit. [that the old version counts again: guess] */
export const revert: Change = (state) => ({ ...state, staged: state.base, changedBy: undefined })
