import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import { type EntryFilter, EVERYTHING } from '../model/filter.js'
import type { ControllerKind, JournalEntry, ServedController } from '../model/wire.js'
import { ask, ControlRefusal, eventsFrom, readServed } from './control-api.js'
import { type ConnectionStatus, EventConnection } from './event-connection.js'
import { Feed } from './feed.js'

/** Real ms between two tries to find out which controllers there are. */
const RETRY_MS = 2000
/** Real ms for which a notice stays. */
const NOTICE_MS = 8000

/** The entry that is looked at. */
export interface Selection {
  controller: ControllerKind
  entry: JournalEntry
}

/** Something that the person should know. */
export interface Notice {
  text: string
  kind: 'done' | 'refused'
}

/** All that the page shows and does, without any of its looks. */
export class Dashboard {
  readonly served: Signal<ServedController[]> = signal([])
  readonly feeds: Signal<readonly Feed[]> = signal([])
  /** False for a recorded journal: nothing can be steered. */
  readonly live = signal(false)
  readonly version = signal('')
  /** Controllers that are not shown. */
  readonly hidden: Signal<ReadonlySet<ControllerKind>> = signal(new Set())
  readonly filter: Signal<EntryFilter> = signal(EVERYTHING)
  readonly selection: Signal<Selection | undefined> = signal(undefined)
  readonly notice: Signal<Notice | undefined> = signal(undefined)
  /** Whether the server could not be found at all. */
  readonly unreachable = signal(false)
  /** Feeds of the controllers that are shown. */
  readonly shown: ReadonlySignal<readonly Feed[]> = computed(() =>
    this.feeds.value.filter(({ controller }) => !this.hidden.value.has(controller)),
  )
  readonly #events = new EventConnection({
    feeds: () => this.feeds.value,
    open: (since) => new EventSource(eventsFrom(since)),
    // Another server may have come meanwhile, with other controllers.
    later: (delayMs, run) => void setTimeout(() => void this.#survey().then(run), delayMs),
  })
  #noticeTimer: ReturnType<typeof setTimeout> | undefined
  #paused = false

  /** How the page stands to its server. */
  get connection(): ReadonlySignal<ConnectionStatus> {
    return this.#events.status
  }

  /** Finds the controllers and follows them; tries until there is a server. */
  async start(): Promise<void> {
    this.unreachable.value = !(await this.#survey())
    this.#follow()
    if (this.unreachable.value) setTimeout(() => void this.start(), RETRY_MS)
  }

  /** Follows all controllers again. */
  async resume(): Promise<void> {
    this.#paused = false
    await this.#survey()
    this.#follow()
  }

  /** Lets the connection go while nobody looks: a browser has few to one address. */
  pause(): void {
    this.#paused = true
    this.#events.stop()
  }

  /** Monotonic now of the controllers, which share a clock, in ms. */
  nowMs(): number {
    return Math.max(0, ...this.shown.value.map((feed) => feed.nowMs()))
  }

  /** Feed of a controller; undefined for one that is not served. */
  feedOf(controller: ControllerKind): Feed | undefined {
    return this.feeds.value.find((feed) => feed.controller === controller)
  }

  /** Looks at an entry. */
  select(controller: ControllerKind, seq: number): void {
    const entry = this.feedOf(controller)?.log.find(seq)
    if (entry !== undefined) this.selection.value = { controller, entry }
  }

  /**
   * Steers a controller, and says what came of it.
   * @param done what to say when it went well; nothing is said without it
   */
  async steer(
    controller: ControllerKind,
    method: 'POST' | 'DELETE',
    path: string,
    body?: unknown,
    done?: string,
  ): Promise<boolean> {
    try {
      await ask(controller, method, path, body)
      if (done !== undefined) this.say({ text: done, kind: 'done' })
      return true
    } catch (error) {
      if (!(error instanceof ControlRefusal)) throw error
      this.say({ text: error.message, kind: 'refused' })
      return false
    }
  }

  /** Moves or steers the clock that all controllers share. */
  async steerClock(path: string, body: unknown = {}): Promise<void> {
    const controller = this.served.value.find(({ own }) => own) ?? this.served.value[0]
    if (controller !== undefined) await this.steer(controller.controller, 'POST', path, body)
  }

  /** Shows a notice for a while. */
  say(notice: Notice): void {
    this.notice.value = notice
    clearTimeout(this.#noticeTimer)
    this.#noticeTimer = setTimeout(() => {
      this.notice.value = undefined
    }, NOTICE_MS)
  }

  /**
   * Finds out which controllers there are: those that are new get a feed, those that are gone lose theirs. False when
   * the server does not say.
   */
  async #survey(): Promise<boolean> {
    try {
      const { controllers, live, version } = await readServed()
      const realMs = () => performance.now()
      const feeds = controllers.map(
        ({ controller }) => this.feedOf(controller) ?? new Feed(controller, { realMs }),
      )
      batch(() => {
        this.live.value = live
        this.version.value = version
        this.served.value = controllers
        this.feeds.value = feeds
      })
      return true
    } catch (error) {
      if (!(error instanceof ControlRefusal)) throw error
      return false
    }
  }

  #follow(): void {
    if (!this.#paused && this.feeds.value.length > 0) this.#events.start()
  }
}
