import type { Deadline } from '../../simulator/index.js'
import type { PlanRun } from '../plans/run-plan.js'
import { mayFindDead } from '../properties/property.js'

/** Where a call falls relative to a limit of the session: `edge` is within 1 ms of it. */
export const REGIONS = ['before', 'edge', 'after'] as const
type Region = (typeof REGIONS)[number]

/** How near to a deadline a call must be to count as tried before it, in ms. */
const NEAR_MS = 120_000

/** What a number of runs came to; can be added up over workers. */
export interface Statistics {
  plans: number
  requests: number
  /** Requests that were refused for a session reason, by class of plan; not those that ask whether a saved one lives. */
  refusals: { benign: number; hostile: number }
  logins: number
  refreshes: number
  faults: number
  /** Queries that plans had a client follow, and how many it did follow. */
  queries: { asked: number; followed: number }
  /** Paged reads, tasks and sessions to hand over that plans asked for, and how many of them the client offers. */
  longWork: { asked: number; offered: number }
  /** Smallest time that was left on a token when a request with it arrived, in benign plans, in ms; null when unknown. */
  worstMarginMs: number | null
  /** How often a call was made in each region: `token/edge/read`. */
  regions: Record<string, number>
}

/** Statistics of no runs. */
export function emptyStatistics(): Statistics {
  return {
    plans: 0,
    requests: 0,
    refusals: { benign: 0, hostile: 0 },
    logins: 0,
    refreshes: 0,
    faults: 0,
    queries: { asked: 0, followed: 0 },
    longWork: { asked: 0, offered: 0 },
    worstMarginMs: null,
    regions: {},
  }
}

/** Adds one run to statistics. */
export function addRun(statistics: Statistics, run: PlanRun): void {
  statistics.plans++
  statistics.requests += run.exchanges.length
  for (const { begunMs } of run.subscriptions) {
    statistics.queries.asked++
    if (begunMs !== undefined) statistics.queries.followed++
  }
  for (const { offered } of [...run.pagedReads, ...run.tasks, ...run.handOvers]) {
    statistics.longWork.asked++
    if (offered) statistics.longWork.offered++
  }
  const restoring = mayFindDead(run)
  const tokenEnds = new Map<string, number>()
  for (const entry of run.entries) {
    if (entry.kind === 'fault' && entry.event === 'fired') statistics.faults++
    if (entry.kind === 'session') {
      if (entry.event === 'born') statistics.logins++
      if (entry.event === 'refreshed') statistics.refreshes++
      if (entry.token !== undefined && entry.tokenEndsMs !== undefined) {
        tokenEnds.set(entry.token, entry.tokenEndsMs)
      }
    }
    if (entry.kind !== 'exchange' || restoring(entry.atMs)) continue
    if (entry.auth.outcome === 'refused') statistics.refusals[run.plan.class]++
    if (run.plan.class === 'benign' && entry.auth.outcome === 'accepted') {
      const endsMs = tokenEnds.get(entry.auth.token ?? '')
      if (endsMs !== undefined) {
        const marginMs = endsMs - entry.atMs
        statistics.worstMarginMs = Math.min(statistics.worstMarginMs ?? marginMs, marginMs)
      }
    }
  }
  for (const { deadlinesInMs, operation } of run.calls) {
    for (const [deadline, inMs] of Object.entries(deadlinesInMs)) {
      const region = regionOf(inMs)
      if (region !== undefined) addTo(statistics.regions, `${deadline}/${region}/${operation}`, 1)
    }
  }
}

/** Adds the statistics of other runs. */
export function addStatistics(to: Statistics, from: Statistics): void {
  to.plans += from.plans
  to.requests += from.requests
  to.refusals.benign += from.refusals.benign
  to.refusals.hostile += from.refusals.hostile
  to.logins += from.logins
  to.refreshes += from.refreshes
  to.faults += from.faults
  to.queries.asked += from.queries.asked
  to.queries.followed += from.queries.followed
  to.longWork.asked += from.longWork.asked
  to.longWork.offered += from.longWork.offered
  if (from.worstMarginMs !== null) {
    to.worstMarginMs = Math.min(to.worstMarginMs ?? from.worstMarginMs, from.worstMarginMs)
  }
  for (const [region, count] of Object.entries(from.regions)) addTo(to.regions, region, count)
}

/** Every region that a controller with these deadlines can be tried in: `token/edge/read`. */
export function regionsOf(deadlines: readonly Deadline[]): string[] {
  return deadlines.flatMap((deadline) =>
    REGIONS.flatMap((region) =>
      ['read', 'write', 'denied'].map((operation) => `${deadline}/${region}/${operation}`),
    ),
  )
}

function regionOf(inMs: number): Region | undefined {
  if (Math.abs(inMs) <= 1) return 'edge'
  if (inMs < 0) return 'after'
  return inMs <= NEAR_MS ? 'before' : undefined
}

function addTo(counts: Record<string, number>, key: string, count: number): void {
  counts[key] = (counts[key] ?? 0) + count
}
