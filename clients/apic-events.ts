import type { ManagedObject } from './apic.js'

/** Something that a subscription tells. */
export type ApicEvent = ApicObjectEvent | ApicGap | { type: 'resumed' }

/** One object that there is, or that changed. */
export interface ApicObjectEvent {
  /**
   * `existing`: found when the subscription began, or began again after a gap. The others are changes as the controller
   * pushed them.
   */
  type: 'existing' | 'created' | 'modified' | 'deleted'
  dn: string
  className: string
  /** Of a modified object those that changed, of a deleted one next to none. */
  attributes: Record<string, string>
}

/**
 * Changes may be missing between the event before this one and the next `resumed`: the controller does not send again
 * what nobody heard [C: TK, NI].
 * - `socket-closed`: the socket closed or broke; `socket-silent`: it did not answer a ping
 * - `login`: a new login made the subscription void; `expired`: it was not refreshed in time
 * - `unreadable`: the controller sent something that is no event
 */
export interface ApicGap {
  type: 'gap'
  reason: 'socket-closed' | 'socket-silent' | 'login' | 'expired' | 'unreadable'
}

/** What one message on the socket says, and to which subscriptions. */
export interface ApicFrame {
  ids: string[]
  events: ApicObjectEvent[]
}

const CHANGES: ReadonlySet<string> = new Set(['created', 'modified', 'deleted'])

/** Reads a message from the socket; undefined when it is no event. */
export function readFrame(text: string): ApicFrame | undefined {
  let frame: { subscriptionId?: string | string[]; imdata?: ManagedObject[] }
  try {
    frame = JSON.parse(text)
  } catch {
    return undefined
  }
  if (frame?.subscriptionId === undefined || !Array.isArray(frame.imdata)) return undefined
  const events: ApicObjectEvent[] = []
  for (const object of frame.imdata) {
    const status = Object.values(object)[0]?.attributes?.status ?? ''
    if (!CHANGES.has(status)) return undefined
    events.push(objectEvent(status as ApicObjectEvent['type'], object))
  }
  return { ids: [frame.subscriptionId].flat(), events }
}

/** An object of a reply or a frame as an event. */
export function objectEvent(type: ApicObjectEvent['type'], object: ManagedObject): ApicObjectEvent {
  const [className, { attributes }] = Object.entries(object)[0]!
  return { type, dn: attributes.dn ?? '', className, attributes }
}
