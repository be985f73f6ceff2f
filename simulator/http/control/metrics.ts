import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { JournalEntry } from '../../journal/entries.js'
import type { Simulator } from '../../simulator.js'
import type { TimeLine } from '../time-line.js'
import { textRoute } from './route.js'
import type { ControlScope } from './scope.js'

/**
 * What a controller counts and shows in Prometheus' text format. Counters follow the journal from its first entry on,
 * so they go on when old entries are dropped; the rest is looked at when it is asked for.
 */
export class ControllerMetrics {
  readonly #registry = new Registry()
  readonly #exchanges = this.#counter('exchanges_total', 'Requests answered', 'purpose', 'outcome', 'status')
  readonly #refusals = this.#counter('refusals_total', 'Requests refused, by true cause', 'outcome', 'cause')
  readonly #begun = this.#counter('sessions_begun_total', 'Sessions opened')
  readonly #refreshes = this.#counter('session_refreshes_total', 'Refreshes of sessions')
  readonly #ended = this.#counter('sessions_ended_total', 'Sessions ended, by cause', 'cause')
  readonly #faults = this.#counter('faults_fired_total', 'Requests struck by a fault', 'type')

  constructor({ kind, journal, controller, faults, clock }: Simulator, timeLine: TimeLine) {
    this.#registry.setDefaultLabels({ controller: kind })
    const liveSessions = () => controller.sessions().filter(({ state }) => state === 'live').length
    this.#gauge('sessions_live', 'Sessions that live now', liveSessions)
    this.#gauge('held_requests', 'Requests that wait to be released', () => faults.held.list().length)
    this.#gauge(
      'clock_rate',
      'Virtual seconds per real second; 0 while time stands still',
      () => timeLine.rate,
    )
    this.#gauge(
      'clock_seconds',
      'Virtual time since the clock was started, in s',
      () => clock.monotonicMs() / 1000,
    )
    this.#gauge('journal_entries', 'Entries that the journal holds', () => journal.entries.length)
    new Counter({
      name: 'midrun_journal_dropped_total',
      help: 'Journal entries that made room for newer ones',
      registers: [this.#registry],
      collect() {
        this.reset()
        this.inc(journal.dropped)
      },
    })
    for (const entry of journal.entries) this.#count(entry)
    journal.listen((entry) => this.#count(entry))
  }

  /** Metrics of the controller, and then those of the process. */
  async text(): Promise<string> {
    return `${await this.#registry.metrics()}\n${await processMetrics().metrics()}`
  }

  #count(entry: JournalEntry): void {
    if (entry.kind === 'exchange') {
      const { purpose, auth, response } = entry
      this.#exchanges.inc({ purpose, outcome: auth.outcome, status: response.status })
      const cause = 'cause' in auth ? auth.cause : 'limit' in auth ? auth.limit : undefined
      if (cause !== undefined) this.#refusals.inc({ outcome: auth.outcome, cause })
    } else if (entry.kind === 'session') {
      if (entry.event === 'born') this.#begun.inc()
      else if (entry.event === 'refreshed') this.#refreshes.inc()
      else this.#ended.inc({ cause: entry.cause ?? 'unknown' })
    } else if (entry.kind === 'fault' && entry.event === 'fired') {
      this.#faults.inc({ type: entry.type })
    }
  }

  #counter<Label extends string>(name: string, help: string, ...labelNames: Label[]): Counter<Label> {
    return new Counter({ name: `midrun_${name}`, help, labelNames, registers: [this.#registry] })
  }

  #gauge(name: string, help: string, value: () => number): void {
    new Gauge({
      name: `midrun_${name}`,
      help,
      registers: [this.#registry],
      collect() {
        this.set(value())
      },
    })
  }
}

/** Counts for whoever collects metrics. */
export const metricsRoutes = [
  textRoute({
    method: 'GET',
    path: '/metrics',
    what: "Metrics of the controller and of the process in Prometheus' text format.",
    contentType: Registry.PROMETHEUS_CONTENT_TYPE,
    answer: async ({ metrics }: ControlScope) => [await metrics.text()],
  }),
]

let ofProcess: Registry | undefined

/** Those of the process are watched once, from the first time on that anybody asks. */
function processMetrics(): Registry {
  if (ofProcess === undefined) {
    ofProcess = new Registry()
    collectDefaultMetrics({ register: ofProcess })
  }
  return ofProcess
}
