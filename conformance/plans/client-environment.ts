import type { ClientTime } from '../../clients/index.js'
import { readFixture } from '../../simulator/fixtures.js'
import { fmcOptionsSchema } from '../../simulator/fmc/options.js'
import { RandomStream } from '../../simulator/index.js'
import type { ClientEnvironment } from '../client-under-test.js'
import { PLAN_USER } from './operations.js'
import type { Plan } from './plan.js'
import type { PlanNetwork } from './plan-network.js'

/** What the client of a plan is given to live on. */
export function environmentOf(
  { controller, client, options, seed }: Pick<Plan, 'controller' | 'client' | 'options' | 'seed'>,
  clock: ClientTime,
  network: PlanNetwork,
  standStill: () => () => void,
): ClientEnvironment {
  const random = new RandomStream(seed, 'client')
  return {
    controller,
    url: `https://${controller}.midrun.test`,
    ...PLAN_USER,
    ...(client.authentication === 'certificate' ? { certificate: operatorCertificate() } : {}),
    clock,
    dispatcher: network.dispatcher,
    ...(controller === 'apic' ? { connectSocket: network.connectSocket } : {}),
    random: () => random.fraction(),
    standStill,
    requestTimeoutMs: client.requestTimeoutMs,
    keepAlive: client.keepAlive,
    known: controller === 'fmc' && client.toldLimits ? knownOfFmc(options) : {},
  }
}

function operatorCertificate(): { certificateDn: string; privateKey: string } {
  return {
    certificateDn: `uni/userext/user-${PLAN_USER.username}/usercert-midrun`,
    privateKey: readFixture('apic/operator.key'),
  }
}

/** An FMC tells its clients no lifetimes: they know what its administrator says. */
function knownOfFmc(options: Plan['options']): ClientEnvironment['known'] {
  const { accessTtlSec, browserTimeoutSec, browserTimeoutKind } = fmcOptionsSchema.parse(options)
  return {
    accessTokenMs: accessTtlSec * 1000,
    browserSessionMs: browserTimeoutSec * 1000,
    // A client that reckons from the login is right about a time-out that refreshes put off, and early.
    browserSessionKind: browserTimeoutKind === 'idle' ? 'idle' : 'absolute',
  }
}
