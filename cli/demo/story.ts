import type { ControllerKind } from '../../simulator/journal/entries.js'
import type { Reproduction } from './reproduction.js'
import type { Scene } from './scene.js'

/** A small program that provisions one thing after another. It throws what it does not survive. */
export type Script = (scene: Scene) => Promise<void>

/** How a script came to its end, and what it took, as counted in the controller's journal. */
export interface Outcome {
  /** `refused`: it died of a refusal; `stopped`: the stage put an end to its logins; `failed`: of anything else. */
  ending: 'finished' | 'refused' | 'stopped' | 'failed'
  /** Why, unless it finished. */
  reason?: string
  /** Things that were made. */
  made: number
  logins: number
  refreshes: number
  /** Requests that were refused for a session reason. */
  sessionRefusals: number
  /** Requests that the account may not make. */
  permissionRefusals: number
}

/** What has to come of a script; what is left out may be anything. */
export type Expectation = Partial<Omit<Outcome, 'reason'>>

/** A part of a story: one script, and what becomes of it. */
export interface Act {
  title: string
  /** What the room is told before it begins. */
  premise: string
  script: Script
  /** Virtual ms per real ms while the script waits. */
  rate: number
  /** Logins that the script is let have before it is stopped; any number unless given. */
  mostLogins?: number
  expected: Expectation
  /** What the room is told when it came so. */
  moral: string
  /** Commands that show the same. */
  reproductions: readonly Reproduction[]
}

/** What is shown of one controller. */
export interface Story {
  controller: ControllerKind
  /** The controller as people call it. */
  name: string
  /** What the scripts make, in the plural. */
  things: string
  /** How many of them there are to make in each act. */
  toMake: number
  /** What the room is told first. */
  opening: string
  acts: readonly Act[]
}

/** What came out otherwise than it was told; undefined when nothing did. */
export function deviation({ title, expected }: Act, outcome: Outcome): string | undefined {
  const reason = outcome.reason === undefined ? '' : ` (${outcome.reason})`
  for (const [what, wanted] of Object.entries(expected) as [keyof Expectation, unknown][]) {
    if (outcome[what] !== wanted) {
      return `"${title}" did not go as told: expected ${NAMES[what]} ${wanted}, found ${outcome[what]}${reason}`
    }
  }
  return undefined
}

const NAMES: Record<keyof Expectation, string> = {
  ending: 'the ending',
  made: 'things made:',
  logins: 'logins:',
  refreshes: 'refreshes:',
  sessionRefusals: 'refusals of the session:',
  permissionRefusals: 'refusals of the permission:',
}
