import { listOperation } from '../api-description/operation.js'
import { methodNotSupported } from '../api-exception.js'
import type { Domain } from '../domains.js'
import { flag, text } from '../objects/attribute.js'
import { pageOf } from '../paging.js'
import type { Answer, Resource, ResourceCall } from '../resource.js'
import { CONFIG_PATH } from '../routes.js'
import type { Deployable, Deployments } from './deployments.js'

/** `deployment/deployabledevices`: the devices that are out of date [C: SPEC, fmcapi, TF2]. */
export class DeployableDevices implements Resource {
  readonly area = 'deployment'
  readonly path = `${CONFIG_PATH}/deployment/deployabledevices`
  readonly hasMembers = false
  readonly operations = [
    listOperation(this.path, 'getDeployableDevice', 'Deployment', {
      name: 'DeployableDevice',
      attributes: { version: text(), canBeDeployed: flag(), isDeploying: flag(), upToDate: flag() },
    }),
  ]
  readonly #deployments: Deployments

  constructor(deployments: Deployments) {
    this.#deployments = deployments
  }

  answer({ method, origin, domain, query }: ResourceCall): Answer {
    if (method !== 'GET') throw methodNotSupported(method)
    const url = origin + this.path.replace('{domainUUID}', domain.uuid)
    const show = query.isTrue('expanded') ? (one: Deployable) => details(one, domain) : summary
    return { status: 200, body: pageOf(url, query, this.#deployments.pending(domain), show) }
  }
}

/** What is shown of one unless more is asked for [G]. */
function summary({ device, versionMs }: Deployable): Record<string, unknown> {
  return { version: String(versionMs), name: device.name, type: 'DeployableDevice' }
}

function details(one: Deployable, domain: Domain): Record<string, unknown> {
  const { device, isDeploying } = one
  const member = { id: device.id, type: 'SENSOR', name: device.name }
  return {
    version: String(one.versionMs),
    name: device.name,
    canBeDeployed: !isDeploying,
    isDeploying,
    upToDate: false,
    device: member,
    deviceMembers: [member],
    domain: { uuid: domain.uuid, name: domain.name, id: domain.uuid, type: 'Domain' },
    message: isDeploying ? 'A deployment to the device is going on.' : '',
    type: 'DeployableDevice',
  }
}
