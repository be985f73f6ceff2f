import type { ApicReply } from './apic.js'
import { type ApicEvent, type ApicGap, type ApicObjectEvent, objectEvent, readFrame } from './apic-events.js'
import type { EventSocket, EventSocketFactory } from './apic-socket.js'
import { ApicSubscription, type SubscribeOptions } from './apic-subscription.js'
import type { ClientTime } from './clock.js'
import {
  AuthenticationError,
  ClosedError,
  ConnectionError,
  ControllerError,
  RequestTimeoutError,
} from './errors.js'
import { EventQueue } from './event-queue.js'

/** Lifetime of a subscription that asks for none, in s [C: IBM, NI]. */
const DEFAULT_LIFETIME_SECONDS = 60
/** Times that a new subscription is tried before its caller hears of the failure. */
const TRIES = 3
/** Waits between tries, in ms: the first one, and the longest. */
const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 30_000

/** What subscriptions need of the session that they belong to. */
export interface SubscribingSession {
  readonly clock: ClientTime
  /** Logs in where needed, and keeps the session good; gives the number of its login. */
  login(): Promise<number>
  /** Logs in where needed, and does some work on the token of that login, which is not renewed meanwhile. */
  onToken<Result>(work: (token: string, login: number) => Promise<Result>): Promise<Result>
  /** Reads on the session, and throws what is not a success. */
  get(path: string): Promise<ApicReply>
}

/** How subscriptions behave. */
export interface SubscriptionSettings {
  /** Scheme, host and port of the controller: `https://apic.example.net`. */
  origin: string
  connect: EventSocketFactory
  /** Longest time that opening a socket, and any other exchange, may take, in ms. */
  openTimeoutMs: number
  /** How often the socket is asked for a sign of life, in ms; 0 for never. */
  heartbeatMs: number
}

/** A query that is followed, or is to be. */
interface Followed {
  readonly path: string
  readonly options: SubscribeOptions
  readonly queue: EventQueue<ApicEvent>
  /** Called at the first success, or the last failure before it; undefined from then on. */
  begun: { resolve: () => void; reject: (error: Error) => void } | undefined
  /** Id at the controller; undefined while it follows nothing. */
  id: string | undefined
  refreshTimer: { cancel(): void } | undefined
}

interface OpenSocket {
  readonly socket: EventSocket
  readonly login: number
  heartbeat: { cancel(): void } | undefined
  sessionLook: { cancel(): void } | undefined
  /** Whether it has not answered the latest ping. */
  silent: boolean
}

/**
 * The subscriptions of one client: opens the socket when the first one is made, refreshes each in time, and makes all
 * of them again when the socket closed, a new login made them void, or the controller forgot one. What may have been
 * missed meanwhile is a `gap` among the events, so nothing is lost without a word.
 */
export class ApicSubscriptions {
  readonly #session: SubscribingSession
  readonly #settings: SubscriptionSettings
  readonly #followed = new Set<Followed>()
  readonly #byId = new Map<string, Followed>()
  /** Events for ids that no reply has named yet: the socket may be faster than the reply that it belongs to. */
  readonly #unclaimed = new Map<string, ApicObjectEvent[]>()
  #open: OpenSocket | undefined
  #work: Promise<void> | undefined
  /** Ends the pause between two tries. */
  #wake: () => void = () => {}
  #closed = false

  constructor(session: SubscribingSession, settings: SubscriptionSettings) {
    this.#session = session
    this.#settings = settings
  }

  /**
   * Follows a query.
   * @param path with query from the leading slash, ends in `.json` before the query
   * @throws PermissionError, ControllerError, AuthenticationError, ConnectionError, RequestTimeoutError, ClosedError
   */
  async subscribe(path: string, options: SubscribeOptions = {}): Promise<ApicSubscription> {
    if (this.#closed) throw new ClosedError('the client is closed')
    const queue = new EventQueue<ApicEvent>()
    const followed: Followed = {
      path,
      options,
      queue,
      begun: undefined,
      id: undefined,
      refreshTimer: undefined,
    }
    const begun = new Promise<void>((resolve, reject) => {
      followed.begun = { resolve, reject }
    })
    this.#followed.add(followed)
    this.#goOn()
    await begun
    return new ApicSubscription(path, queue, () => this.#unsubscribe(followed))
  }

  /** A login happened: what was subscribed on earlier ones is void. @param login number of it */
  loggedIn(login: number): void {
    if (this.#open !== undefined && this.#open.login !== login) this.#dropSocket('login')
  }

  /** Ends all subscriptions without a word to the controller, for which the end of the session is enough. */
  close(): void {
    this.#closed = true
    for (const followed of [...this.#followed]) this.#remove(followed)
    this.#closeUnused()
    this.#wake()
  }

  async #unsubscribe(followed: Followed): Promise<void> {
    if (!this.#followed.has(followed)) return
    const { id, path } = followed
    this.#remove(followed)
    // The controller ends all subscriptions to the same query; another one of ours may still be wanted.
    const shared = [...this.#followed].some((other) => other.path === path)
    if (id !== undefined && !shared) {
      // It ends by itself when the controller cannot be told.
      await this.#session.get(withParameter(path, 'subscription=no')).catch(() => undefined)
    }
    this.#closeUnused()
  }

  /** Stops following. @param error for who waits for events */
  #remove(followed: Followed, error?: Error): void {
    followed.refreshTimer?.cancel()
    if (followed.id !== undefined) this.#byId.delete(followed.id)
    followed.id = undefined
    this.#followed.delete(followed)
    followed.begun?.reject(error ?? new ClosedError('the client is closed'))
    followed.begun = undefined
    followed.queue.end(error)
  }

  #closeUnused(): void {
    if (this.#followed.size === 0) this.#dropSocket('socket-closed')
  }

  get #pending(): Followed[] {
    return [...this.#followed].filter(({ id }) => id === undefined)
  }

  /** Sees to it that all queries are followed in the end; one such effort at a time. */
  #goOn(): void {
    if (this.#work !== undefined) return
    this.#work = this.#followAll().finally(() => {
      this.#work = undefined
      this.#unclaimed.clear()
      if (this.#pending.length > 0) this.#goOn()
    })
  }

  async #followAll(): Promise<void> {
    for (let failures = 0; this.#pending.length > 0; ) {
      const [followed] = this.#pending
      try {
        await this.#follow(followed!, await this.#openSocket())
        failures = 0
      } catch (error) {
        failures++
        // Trying a refused password again for each query would lock the account.
        if (error instanceof AuthenticationError) for (const one of this.#pending) this.#remove(one, error)
        else if (!isPassing(error) || (followed!.begun !== undefined && failures >= TRIES)) {
          this.#remove(followed!, error as Error)
        } else await this.#pause(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1)))
      }
    }
    this.#closeUnused()
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#session.clock.setTimer(delayMs, resolve)
      this.#wake = () => {
        timer.cancel()
        resolve()
      }
    })
  }

  async #follow(followed: Followed, open: OpenSocket): Promise<void> {
    const { path, options } = followed
    const { lifetimeSeconds } = options
    const asked = lifetimeSeconds === undefined ? '' : `&refresh-timeout=${lifetimeSeconds}`
    const sentMs = this.#session.clock.monotonicMs()
    let reply: ApicReply
    try {
      reply = await this.#session.get(withParameter(path, `subscription=yes${asked}`))
    } catch (error) {
      // The controller knows no socket of this session: it closed, or belongs to an earlier login.
      if (error instanceof ControllerError && error.status === 405) this.#dropSocket('socket-closed')
      throw error
    }
    // Without its socket the subscription is void already; the next round makes it again.
    if (this.#open !== open || !this.#followed.has(followed)) return
    const id = reply.subscriptionId
    if (id === undefined)
      throw new ConnectionError(`GET ${path}`, new Error('the reply names no subscription'))
    followed.id = id
    this.#byId.set(id, followed)
    this.#begin(followed, reply)
    for (const event of this.#unclaimed.get(id) ?? []) followed.queue.put(event)
    this.#unclaimed.clear()
    this.#armRefresh(followed, id, sentMs)
  }

  #begin(followed: Followed, reply: ApicReply): void {
    const { queue, options, begun } = followed
    if (begun === undefined) queue.put({ type: 'resumed' })
    begun?.resolve()
    followed.begun = undefined
    if (options.onlyNew) return
    for (const object of reply.imdata) queue.put(objectEvent('existing', object))
  }

  /** Half the lifetime: one refresh may fail, and the next one still comes in time. */
  #refreshMs({ options }: Followed): number {
    return (options.lifetimeSeconds ?? DEFAULT_LIFETIME_SECONDS) * 500
  }

  /** @param sureMs monotonic instant of the last request that the controller is known to have taken as a refresh */
  #armRefresh(followed: Followed, id: string, sureMs: number, delayMs = this.#refreshMs(followed)): void {
    const refresh = async () => {
      const sentMs = this.#session.clock.monotonicMs()
      try {
        await this.#session.get(`/api/subscriptionRefresh.json?id=${id}`)
        if (followed.id === id) this.#armRefresh(followed, id, sentMs)
      } catch (error) {
        if (followed.id !== id) return
        if (!isPassing(error)) this.#refused(followed, id, error)
        else if (this.#session.clock.monotonicMs() - sureMs >= 2 * this.#refreshMs(followed)) {
          // No answer for a whole lifetime: it may be over, and the program must not take silence for peace.
          this.#expired(followed, id)
        } else this.#armRefresh(followed, id, sureMs, Math.min(FIRST_WAIT_MS, this.#refreshMs(followed) / 4))
      }
    }
    followed.refreshTimer = this.#session.clock.setTimer(delayMs, () => void refresh(), true)
  }

  #refused(followed: Followed, id: string, error: unknown): void {
    // A refusal of the id is what an expired subscription gets; anything else concerns the user or the session.
    if (!(error instanceof ControllerError) || error.status !== 400) {
      this.#remove(followed, error as Error)
      this.#closeUnused()
      return
    }
    this.#expired(followed, id)
  }

  #expired(followed: Followed, id: string): void {
    this.#byId.delete(id)
    this.#lose(followed, 'expired')
    this.#goOn()
  }

  /**
   * The socket of the current login, opened where there is none.
   * @param again whether to try once more when the failure turns out to be a dead session's
   */
  async #openSocket(again = true): Promise<OpenSocket> {
    let triedLogin: number | undefined
    try {
      return await this.#session.onToken((token, login) => {
        triedLogin = login
        return this.#openOn(token, login)
      })
    } catch (error) {
      if (triedLogin === undefined) throw error
      // Perhaps the session is dead: any call finds out, and logs in anew. No subscription has this id.
      await this.#session.get('/api/subscriptionRefresh.json?id=0').catch(() => undefined)
      if (again && (await this.#session.login()) !== triedLogin) return this.#openSocket(false)
      throw error
    }
  }

  async #openOn(token: string, login: number): Promise<OpenSocket> {
    if (this.#open?.login === login) return this.#open
    this.#dropSocket('login')
    const socket = await this.#connect(`${this.#settings.origin.replace(/^http/, 'ws')}/socket${token}`)
    const open: OpenSocket = { socket, login, heartbeat: undefined, sessionLook: undefined, silent: false }
    this.#open = open
    this.#armSessionLook(open)
    if (this.#settings.heartbeatMs > 0) this.#armHeartbeat(open)
    return open
  }

  #connect(url: string): Promise<EventSocket> {
    const { connect, openTimeoutMs } = this.#settings
    return new Promise((resolve, reject) => {
      const timer = this.#session.clock.setTimer(openTimeoutMs, () => {
        reject(new RequestTimeoutError(`event socket: not open within ${openTimeoutMs} ms`))
        opening.close()
      })
      const opening = connect(url, {
        onOpen: () => {
          timer.cancel()
          resolve(opening)
        },
        onMessage: (text) => this.#heard(opening, text),
        onPong: () => this.#alive(opening),
        onClose: (reason) => {
          timer.cancel()
          reject(new ConnectionError('event socket', new Error(reason)))
          if (this.#open?.socket === opening) this.#dropSocket('socket-closed')
        },
      })
    })
  }

  #heard(socket: EventSocket, text: string): void {
    if (this.#open?.socket !== socket) return
    this.#open.silent = false
    const frame = readFrame(text)
    if (frame === undefined) {
      this.#dropSocket('unreadable')
      return
    }
    for (const id of frame.ids) {
      const queue = this.#byId.get(id)?.queue
      for (const event of frame.events) {
        if (queue !== undefined) queue.put(event)
        else if (this.#work !== undefined) this.#keepUnclaimed(id, event)
      }
    }
  }

  #keepUnclaimed(id: string, event: ApicObjectEvent): void {
    const kept = this.#unclaimed.get(id)
    if (kept === undefined) this.#unclaimed.set(id, [event])
    else kept.push(event)
  }

  #alive(socket: EventSocket): void {
    if (this.#open?.socket === socket) this.#open.silent = false
  }

  /** A connection can die without a word: only a ping that is not answered tells. */
  #armHeartbeat(open: OpenSocket): void {
    const beat = () => {
      if (open.silent) {
        this.#dropSocket('socket-silent')
        return
      }
      open.silent = true
      open.socket.ping()
      this.#armHeartbeat(open)
    }
    open.heartbeat = this.#session.clock.setTimer(this.#settings.heartbeatMs, beat, true)
  }

  /**
   * The socket lives as long as the session, so the session is renewed although nobody else may use it. A renewal is
   * possible for longer than one exchange may take; twice in that time somebody has to ask for the token.
   */
  #armSessionLook(open: OpenSocket): void {
    const look = async () => {
      try {
        await this.#session.login()
      } catch {
        // The way back goes through a login, which reports what is wrong.
        if (this.#open === open) this.#dropSocket('login')
      }
      if (this.#open === open) this.#armSessionLook(open)
    }
    const { openTimeoutMs } = this.#settings
    open.sessionLook = this.#session.clock.setTimer(openTimeoutMs / 2, () => void look(), true)
  }

  /** Gives the socket up; everything on it has to be made again. */
  #dropSocket(reason: ApicGap['reason']): void {
    const open = this.#open
    if (open === undefined) return
    this.#open = undefined
    open.heartbeat?.cancel()
    open.sessionLook?.cancel()
    this.#byId.clear()
    this.#unclaimed.clear()
    for (const followed of this.#followed) if (followed.id !== undefined) this.#lose(followed, reason)
    open.socket.close()
    if (this.#pending.length > 0) this.#goOn()
  }

  #lose(followed: Followed, reason: ApicGap['reason']): void {
    followed.id = undefined
    followed.refreshTimer?.cancel()
    followed.queue.put({ type: 'gap', reason })
  }
}

/** Whether a failure may be over at the next try. A 405 means that the socket must be opened again. */
function isPassing(error: unknown): boolean {
  if (error instanceof ControllerError)
    return error.status === 405 || error.status === 429 || error.status >= 500
  return error instanceof ConnectionError || error instanceof RequestTimeoutError
}

function withParameter(path: string, parameter: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${parameter}`
}
