import { type Encoding, mo, replyOf } from './encoding.js'

/** One change of one object, as subscribers hear of it. */
export interface ObjectEvent {
  readonly status: 'created' | 'modified' | 'deleted'
  readonly dn: string
  readonly className: string
  /** All attributes of a created object, the changed ones of a modified one, none of a deleted one. */
  readonly attributes: Readonly<Record<string, string>>
  /** When it happened, as controllers write it. */
  readonly modTs: string
}

/** What the text of a frame begins and ends with; its ids stand in between. */
interface Surroundings {
  readonly head: string
  readonly tail: string
}

/**
 * One event on its way to any number of sockets: the object is written at most once in each encoding, and each frame
 * only puts its ids in.
 *
 * `{"subscriptionId":["72057598349803551"],"imdata":[{"fvBD":{"attributes":{...}}}]}`, without totalCount. Besides what
 * the event itself says, the attributes are childAction, dn, modTs, rn (empty) and status, all in alphabetical order
 * [C: INS, NI].
 */
export class EventFrame {
  readonly event: ObjectEvent
  readonly #surroundings = new Map<Encoding, Surroundings>()

  constructor(event: ObjectEvent) {
    this.event = event
  }

  /** The text of the frame for subscriptions of these ids, which are digits. How XML lists several ids is a guess. */
  text(ids: readonly string[], encoding: Encoding): string {
    let around = this.#surroundings.get(encoding)
    if (around === undefined) {
      around = this.#encode(encoding)
      this.#surroundings.set(encoding, around)
    }
    const list = encoding.suffix === '.json' ? ids.map((id) => `"${id}"`).join(',') : ids.join(',')
    return around.head + list + around.tail
  }

  #encode(encoding: Encoding): Surroundings {
    const { className, attributes, dn, modTs, status } = this.event
    const shown = inOrder({ ...attributes, childAction: '', dn, modTs, rn: '', status })
    const reply = encoding.encode(replyOf([mo(className, shown)]))
    // A frame is a reply with a list of ids where that has its totalCount.
    const [count, head, tail] =
      encoding.suffix === '.json'
        ? ['"totalCount":"1"', '"subscriptionId":[', ']']
        : ['totalCount="1"', 'subscriptionId="', '"']
    const at = reply.indexOf(count)
    return { head: reply.slice(0, at) + head, tail: tail + reply.slice(at + count.length) }
  }
}

function inOrder(attributes: Readonly<Record<string, string>>): Record<string, string> {
  const ordered: Record<string, string> = {}
  for (const name of Object.keys(attributes).sort()) ordered[name] = attributes[name]!
  return ordered
}
