import type { ControllerKind, Deadline } from './wire.js'

/** Names of the controllers as people write them. */
export const CONTROLLER_NAMES: Record<ControllerKind, string> = { apic: 'APIC', fmc: 'FMC', apstra: 'Apstra' }

/** What each limit of a session is, in a word and in a sentence's end. */
export const LIMIT_WORDS: Record<Deadline, { word: string; strikes: string }> = {
  token: { word: 'token', strikes: 'its token runs out' },
  idle: { word: 'idle', strikes: 'it was silent too long' },
  absolute: { word: 'longest life', strikes: 'it reaches its longest life' },
  refresh: { word: 'last refresh', strikes: 'it can no longer be refreshed' },
}
