import { sessionOf } from './activity.js'
import type { AuthDecision, JournalEntry, Purpose } from './wire.js'

/** Which entries are wanted; what is empty wants all. */
export interface EntryFilter {
  outcome: AuthDecision['outcome'] | 'fault' | ''
  purpose: Purpose | ''
  /** Text that stands anywhere in the entry, in any case. */
  text: string
}

/** A filter that lets everything pass. */
export const EVERYTHING: EntryFilter = { outcome: '', purpose: '', text: '' }

/** Whether a filter leaves anything out. */
export function isNarrow({ outcome, purpose, text }: EntryFilter): boolean {
  return outcome !== '' || purpose !== '' || text !== ''
}

/** Whether an entry is wanted. */
export function matches(entry: JournalEntry, { outcome, purpose, text }: EntryFilter): boolean {
  if (outcome === 'fault') {
    if (entry.kind !== 'fault') return false
  } else if (outcome !== '' && (entry.kind !== 'exchange' || entry.auth.outcome !== outcome)) return false
  if (purpose !== '' && (entry.kind !== 'exchange' || entry.purpose !== purpose)) return false
  return text === '' || textOf(entry).toLowerCase().includes(text.toLowerCase())
}

/** All of an entry that can be searched. */
function textOf(entry: JournalEntry): string {
  if (entry.kind !== 'exchange') return JSON.stringify(entry)
  const { request, response, auth } = entry
  const user = 'user' in auth ? (auth.user ?? '') : ''
  const cause = 'cause' in auth ? auth.cause : ''
  return [
    `${request.method} ${request.target} ${response.status} ${user} ${sessionOf(entry) ?? ''} ${cause}`,
    request.body,
    response.body,
  ].join('\n')
}
