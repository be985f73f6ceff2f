import type { Timer } from '../clock/clock.js'
import type { ControllerContext, SocketPeer } from '../controller.js'
import type { SubscriptionEntry } from '../journal/entries.js'
import type { RandomStream } from '../random.js'
import type { Session } from '../sessions.js'
import type { Account } from './accounts.js'
import type { Encoding } from './encoding.js'
import { noWebSocket, subscriptionGone } from './errors.js'
import { type ObjectChange, type ObjectStore, type StoredObject, timestamp } from './model/object-store.js'
import type { ApicOptions } from './options.js'
import { mayRead } from './rbac.js'
import { EventFrame, type ObjectEvent } from './subscription-frame.js'
import type { SubscriptionScope } from './subscription-scope.js'

/** Subscription ids count up from a number with the top byte of a 64-bit word set: 17 digits [C: TK, NC, INS]. */
const ID_BASE = 2n ** 56n

/** What a client asks to hear of. */
export interface SubscriptionRequest {
  /** Path and query without the parameters about the subscription itself: what `subscription=no` names again. */
  readonly query: string
  readonly scope: SubscriptionScope
  /** Of the subscribing URL: frames come in the same [L: PY]. */
  readonly encoding: Encoding
  /** Value of `refresh-timeout`; undefined where it was not sent. */
  readonly refreshTimeout: string | undefined
}

interface Subscription extends SubscriptionRequest {
  readonly id: string
  readonly socket: Socket
  readonly lifetimeMs: number
  /** Monotonic instant at which it ends unless it is refreshed, in ms. */
  endsMs: number
  timer: Timer | undefined
}

interface Socket {
  readonly session: Session
  readonly account: Account
  readonly peer: SocketPeer
  readonly subscriptions: Map<string, Subscription>
}

/**
 * The websockets of one controller and the subscriptions on them. A socket belongs to one session and ends with it; a
 * subscription belongs to one socket, ends with it, and must be refreshed. There is no replay of what was missed
 * [C: TK, NI].
 */
export class Subscriptions {
  readonly #context: ControllerContext
  readonly #lifetimeMs: number
  readonly #random: RandomStream
  /** By session id. */
  readonly #sockets = new Map<string, Socket>()
  #nextId: bigint

  constructor(context: ControllerContext, options: Pick<ApicOptions, 'subscriptionLifetimeSeconds'>) {
    this.#context = context
    this.#lifetimeMs = options.subscriptionLifetimeSeconds * 1000
    this.#random = context.random('subscriptions')
    this.#nextId = ID_BASE + BigInt(this.#random.uint32())
  }

  /**
   * Opens the socket of a session; one that it had before is closed with its subscriptions (guess).
   * @returns what is to be called when the socket is gone on the client's side
   */
  open(session: Session, account: Account, peer: SocketPeer): () => void {
    const before = this.#sockets.get(session.id)
    if (before !== undefined) this.#close(before, 'replaced')
    const socket: Socket = { session, account, peer, subscriptions: new Map() }
    this.#sockets.set(session.id, socket)
    this.#note('opened', socket)
    return () => {
      if (this.#sockets.get(session.id) === socket) this.#drop(socket, 'client')
    }
  }

  /**
   * Subscribes and gives the id.
   * @throws ApicError 405 when the session has no socket, or the request belongs to no session
   */
  subscribe(session: Session | undefined, request: SubscriptionRequest): string {
    const socket = this.#socketOf(session)
    if (socket === undefined) throw noWebSocket()
    // Only the number counts, whatever unit stands behind it [L: NC].
    const asked = Number(/^\d+/.exec(request.refreshTimeout ?? '')?.[0] ?? 0)
    const lifetimeMs = asked > 0 ? asked * 1000 : this.#lifetimeMs
    const id = String(this.#nextId++)
    const endsMs = this.#context.clock.monotonicMs() + lifetimeMs
    const subscription: Subscription = { ...request, id, socket, lifetimeMs, endsMs, timer: undefined }
    socket.subscriptions.set(id, subscription)
    this.#arm(subscription)
    this.#note('subscribed', socket, [id])
    return id
  }

  /**
   * Puts the end of a subscription off.
   * @param id what stands behind its leading digits does not count [L: NI]
   * @throws ApicError 400 when the session has no such subscription
   */
  refresh(session: Session | undefined, id: string): void {
    const socket = this.#socketOf(session)
    const subscription = socket?.subscriptions.get(/^\d+/.exec(id)?.[0] ?? '')
    const nowMs = this.#context.clock.monotonicMs()
    if (socket === undefined || subscription === undefined || nowMs >= subscription.endsMs) {
      throw subscriptionGone()
    }
    subscription.endsMs = nowMs + subscription.lifetimeMs
    this.#note('refreshed', socket, [subscription.id])
  }

  /** Ends the session's subscriptions to a query; does nothing where it has none. */
  unsubscribe(session: Session | undefined, query: string): void {
    const socket = this.#socketOf(session)
    if (socket === undefined) return
    for (const subscription of [...socket.subscriptions.values()]) {
      if (subscription.query !== query) continue
      this.#forget(subscription)
      this.#note('unsubscribed', socket, [subscription.id])
    }
  }

  /** Tells everybody concerned about a change: one frame for each socket and encoding, however many ids fit. */
  publish(change: ObjectChange, store: ObjectStore): void {
    if (this.#sockets.size === 0) return
    let frame: EventFrame | undefined
    for (const socket of [...this.#sockets.values()]) {
      const { object } = change
      const fitting = this.#fitting(socket, object, store)
      if (fitting.length === 0 || !mayRead(socket.account, object, store)) continue
      frame ??= new EventFrame(eventOf(change, store, this.#context.clock.wallMs()))
      const { status, dn } = frame.event
      for (const encoding of new Set(fitting.map((one) => one.encoding))) {
        const ids = fitting.filter((one) => one.encoding === encoding).map(({ id }) => id)
        this.#note('sent', socket, ids, { change: { status, dn } })
        socket.peer.send(frame.text(ids, encoding))
      }
    }
  }

  /** Closes the socket of a session that ended [L]. @param id of the session */
  sessionEnded(id: string): void {
    const socket = this.#sockets.get(id)
    if (socket !== undefined) this.#close(socket, 'session-ended')
  }

  /** Closes all sockets: services that restart keep no connection. */
  closeAll(cause: 'restart' | 'reset'): void {
    for (const socket of [...this.#sockets.values()]) this.#close(socket, cause)
  }

  #socketOf(session: Session | undefined): Socket | undefined {
    return session === undefined ? undefined : this.#sockets.get(session.id)
  }

  #fitting({ subscriptions }: Socket, object: StoredObject, store: ObjectStore): Subscription[] {
    const nowMs = this.#context.clock.monotonicMs()
    return [...subscriptions.values()].filter(({ scope, endsMs }) => nowMs < endsMs && scope(object, store))
  }

  #close(socket: Socket, cause: NonNullable<SubscriptionEntry['cause']>): void {
    this.#drop(socket, cause)
    socket.peer.close()
  }

  #drop(socket: Socket, cause: NonNullable<SubscriptionEntry['cause']>): void {
    const ids = [...socket.subscriptions.keys()]
    for (const subscription of [...socket.subscriptions.values()]) this.#forget(subscription)
    this.#sockets.delete(socket.session.id)
    this.#note('closed', socket, ids, { cause })
  }

  #forget(subscription: Subscription): void {
    subscription.timer?.cancel()
    subscription.socket.subscriptions.delete(subscription.id)
  }

  #arm(subscription: Subscription): void {
    const { id, endsMs } = subscription
    const delayMs = endsMs - this.#context.clock.monotonicMs()
    subscription.timer = this.#context.clock.setTimer(
      delayMs,
      () => this.#due(subscription),
      `subscription:${id}:expired`,
    )
  }

  /** The timer of a subscription struck: it has expired, unless it was refreshed since. */
  #due(subscription: Subscription): 'quiet' | 'put-off' {
    if (this.#context.clock.monotonicMs() < subscription.endsMs) {
      this.#arm(subscription)
      return 'put-off'
    }
    this.#forget(subscription)
    this.#note('expired', subscription.socket, [subscription.id])
    return 'quiet'
  }

  #note(
    event: SubscriptionEntry['event'],
    { session }: Socket,
    subscriptions: string[] = [],
    more: Pick<SubscriptionEntry, 'cause' | 'change'> = {},
  ): void {
    const named = event === 'opened' ? {} : { subscriptions }
    this.#context.journal.write({ kind: 'subscription', event, session: session.id, ...named, ...more })
  }
}

/** What subscribers are told of a change at a wall instant in ms since 1970. */
function eventOf({ kind, object, changed }: ObjectChange, store: ObjectStore, wallMs: number): ObjectEvent {
  const { className, attributes } = store.show(object)
  const event = { status: kind, dn: object.dn, className, modTs: attributes.modTs ?? '' }
  switch (kind) {
    case 'created':
      return { ...event, attributes }
    case 'modified':
      return {
        ...event,
        attributes: Object.fromEntries(changed.map((name) => [name, attributes[name] ?? ''])),
      }
    case 'deleted':
      return { ...event, attributes: {}, modTs: timestamp(wallMs) }
  }
}
