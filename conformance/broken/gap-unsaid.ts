import { follower } from './follower.js'

const WITHOUT_WORD: ReadonlySet<string> = new Set(['gap', 'resumed', 'existing'])

/** Subscribes again after a gap, and goes on as if nothing had been missed. */
export const createClient = follower(({ type }, heard) => !heard.has('gap') || !WITHOUT_WORD.has(type))

/** Controllers that the defect shows on. */
export const controllers = ['apic']
