import type { Circumstances, Recording } from '../../../conformance/rules/recording.js'
import type { ControllerKind } from '../../../simulator/index.js'
import { RawClient } from './raw-client.js'

/** What a client does, on which controller. */
export interface Scenario {
  on: ControllerKind
  options: Record<string, unknown>
  circumstances: Circumstances
  run(client: RawClient): Promise<unknown>
}

/** Three runs for one rule: that break it, keep it, and leave it without evidence. */
export interface Scenarios {
  breaks: Scenario
  keeps: Scenario
  idle: Scenario
}

/** Scenarios by the id of their rule. */
export type ScenarioTable = Record<string, Scenarios>

export function on(
  kind: ControllerKind,
  run: Scenario['run'],
  { options = {}, ...circumstances }: { options?: Record<string, unknown> } & Circumstances = {},
): Scenario {
  return { on: kind, options, circumstances, run }
}

/** What a controller recorded of a scenario. */
export async function recordingOfScenario({
  on: kind,
  options,
  circumstances,
  run,
}: Scenario): Promise<Recording> {
  const client = new RawClient(kind, options)
  await run(client)
  return client.recording(circumstances)
}

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

/** A login and a read, and nothing else. */
export const oneRead = (kind: ControllerKind, more?: Parameters<typeof on>[2]): Scenario =>
  on(kind, async (client) => client.read(await client.login()), more)

/** Nothing but a login. */
export const loginOnly = (kind: ControllerKind, more?: Parameters<typeof on>[2]): Scenario =>
  on(kind, (client) => client.login(), more)

/** No request at all. */
export const nothing = (kind: ControllerKind, more?: Parameters<typeof on>[2]): Scenario =>
  on(kind, async () => {}, more)
