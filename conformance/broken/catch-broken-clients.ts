import type { ControllerKind } from '../../simulator/index.js'
import { CASES } from '../cases/index.js'
import { runSuite } from '../suite.js'
import { BROKEN_CLIENTS } from './index.js'

/** Which broken clients of a controller the suite catches, each with the first case that it fails, if any. */
export interface CaughtClient {
  name: string
  /** Id of a `must` case that it fails; absent when it survives, and the harness has lost its teeth. */
  caughtBy?: string
}

/** Names of the broken clients of a controller. */
export function brokenClientNames(controller: ControllerKind): string[] {
  return BROKEN_CLIENTS.filter(({ controllers }) => controllers.includes(controller)).map(({ name }) => name)
}

/**
 * Runs each broken client of a controller through the cases until one catches it.
 * @param names of the clients to run; all unless given
 */
export async function catchBrokenClients(
  controller: ControllerKind,
  names: readonly string[] = brokenClientNames(controller),
): Promise<CaughtClient[]> {
  const cases = CASES.filter((each) => each.controller === controller && each.level === 'must')
  const caught: CaughtClient[] = []
  for (const { name, controllers, createClient } of BROKEN_CLIENTS) {
    if (!controllers.includes(controller) || !names.includes(name)) continue
    let caughtBy: string | undefined
    for (const each of cases) {
      const [result] = await runSuite({ cases: [each], createClient })
      if (result?.verdict !== 'fail') continue
      caughtBy = result.id
      break
    }
    caught.push(caughtBy === undefined ? { name } : { name, caughtBy })
  }
  return caught
}
