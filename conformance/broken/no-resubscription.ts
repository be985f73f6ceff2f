import { follower } from './follower.js'

/** Subscribes on its first socket only: what comes after that one, after a new login say, it never hears of. */
export const createClient = follower((_event, heard) => !heard.has('gap'))

/** Controllers that the defect shows on. */
export const controllers = ['apic']
