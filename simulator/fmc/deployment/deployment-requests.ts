import type { Operation } from '../api-description/operation.js'
import { ApiException, methodNotSupported, unprocessable } from '../api-exception.js'
import type { Configuration } from '../configuration.js'
import type { Domain } from '../domains.js'
import { type Attributes, flag, text } from '../objects/attribute.js'
import { type JsonObject, jsonBody, readAttributes } from '../objects/attribute-reader.js'
import { badReference } from '../objects/object-errors.js'
import type { StoredObject } from '../objects/object-store.js'
import { DIGITS } from '../objects/text-forms.js'
import type { Answer, Resource, ResourceCall } from '../resource.js'
import { CONFIG_PATH } from '../routes.js'
import { taskReference } from '../tasks/task-json.js'
import type { Deployments } from './deployments.js'

const ATTRIBUTES: Attributes = {
  version: text({ form: DIGITS, required: true }),
  forceDeploy: flag(false),
  ignoreWarning: flag(false),
  deviceList: { kind: 'list', of: text(), minLength: 1, required: true },
  deploymentNote: text(),
}

/** `deployment/deploymentrequests`: begins deployments; 202 and a task [C: SPEC, TF2]. */
export class DeploymentRequests implements Resource {
  readonly area = 'deployment'
  readonly path = `${CONFIG_PATH}/deployment/deploymentrequests`
  readonly hasMembers = false
  readonly operations: readonly Operation[] = [
    {
      method: 'POST',
      path: this.path,
      operationId: 'createDeploymentRequest',
      tag: 'Deployment',
      summary: 'Deploys changes to devices.',
      query: [],
      model: { name: 'DeploymentRequest', attributes: ATTRIBUTES },
      body: true,
      reply: { status: 202, list: false },
    },
  ]
  readonly #configuration: Configuration
  readonly #deployments: Deployments

  constructor(configuration: Configuration, deployments: Deployments) {
    this.#configuration = configuration
    this.#deployments = deployments
  }

  answer({ method, origin, account, domain, body }: ResourceCall): Answer {
    if (method !== 'POST') throw methodNotSupported(method)
    const request = this.#read(body)
    const devices = [...new Set(request.deviceList as string[])].map((id) => this.#device(id, domain))
    const versionMs = Number(request.version)
    this.#check(devices, versionMs, request.forceDeploy === true)
    const task = this.#deployments.start({ domain, devices, versionMs, by: account.name })
    const metadata = { task: taskReference(task, origin) }
    return { status: 202, body: JSON.stringify({ type: 'DeploymentRequest', ...request, metadata }) }
  }

  #read(body: string): JsonObject {
    const members = jsonBody(body)
    if (Object.keys(members).some((name) => name !== 'type' && !Object.hasOwn(ATTRIBUTES, name))) {
      throw unprocessable()
    }
    if ((members.type ?? 'DeploymentRequest') !== 'DeploymentRequest') throw unprocessable()
    return readAttributes(ATTRIBUTES, members, this.#configuration.objectOptions.missingMemberStatus)
  }

  #device(id: string, domain: Domain): StoredObject {
    const device = this.#configuration.store.find(id)
    const there = device?.type.type === 'Device' && device.scope.domain === domain && !device.leaving
    if (!there) throw badReference()
    return device
  }

  /** What is refused and its texts are a guess. */
  #check(devices: readonly StoredObject[], versionMs: number, force: boolean): void {
    for (const device of devices) {
      if (this.#deployments.isDeploying(device)) {
        throw refused(`a deployment to the device ${device.name} is going on.`)
      }
      const pending = this.#deployments.pending(device.scope.domain).find((one) => one.device === device)
      if (pending === undefined && !force) throw refused(`the device ${device.name} is up to date.`)
      const newestMs = this.#deployments.newestMs(device.scope.domain)
      if (versionMs > newestMs)
        throw refused(`there is no version ${versionMs}, the newest one is ${newestMs}.`)
    }
  }
}

function refused(why: string): ApiException {
  return new ApiException(400, `Deployment not possible: ${why}`, 'VALIDATION')
}
