import type { Configuration } from '../configuration.js'
import { DOMAINS, type Domain, isWithin } from '../domains.js'
import type { StoredObject } from '../objects/object-store.js'
import { typeOfWord } from '../objects/object-types.js'
import type { Task } from '../tasks/task-board.js'

/** A device with changes that it does not know yet. */
export interface Deployable {
  readonly device: StoredObject
  /** Wall ms of the newest change. */
  readonly versionMs: number
  readonly isDeploying: boolean
}

/** Status word of a job that goes on [C: TF2]; those of its end are options. */
const DEPLOYING = 'DEPLOYING'

/** A deployment, going on or over. */
export interface Job {
  readonly id: string
  /** Counts from 1. */
  readonly number: number
  readonly domain: Domain
  readonly devices: readonly StoredObject[]
  /** Login name. */
  readonly by: string
  /** Wall ms. */
  readonly startedMs: number
  /** Wall ms. */
  endedMs: number | undefined
  /** Status word. */
  status: string
}

/** What a client wants deployed, checked. */
export interface Order {
  readonly domain: Domain
  readonly devices: readonly StoredObject[]
  /** Changes up to this wall ms. */
  readonly versionMs: number
  readonly by: string
}

/**
 * What has been deployed to which device. A change in the domain of a device, or in one above it, leaves the device
 * out of date; that it does not matter whether the device uses what was changed is a simplification.
 */
export class Deployments {
  readonly #configuration: Configuration
  /** Wall ms of the newest change that each device knows, by its id. */
  readonly #deployedMs = new Map<string, number>()
  readonly #deploying = new Set<string>()
  readonly #jobs: Job[] = []
  #revision = 0

  constructor(configuration: Configuration) {
    this.#configuration = configuration
  }

  /** Wall ms of the newest change that each device knows, by its id. */
  get deployedMs(): ReadonlyMap<string, number> {
    return this.#deployedMs
  }

  /** Goes up with each change of {@link deployedMs}. */
  get revision(): number {
    return this.#revision
  }

  /** Takes what each device knows, by its id, in wall ms. */
  restore(deployedMs: ReadonlyMap<string, number>): void {
    this.#revision++
    this.#deployedMs.clear()
    for (const [id, atMs] of deployedMs) this.#deployedMs.set(id, atMs)
  }

  /** Notes that a device was registered, and got all there was with that [G]. */
  registered(device: StoredObject): void {
    this.#revision++
    this.#deployedMs.set(device.id, this.newestMs(device.scope.domain))
  }

  /** The devices of a domain that are out of date. */
  pending(domain: Domain): Deployable[] {
    const versionMs = this.newestMs(domain)
    return this.#devices(domain)
      .filter(({ id }) => versionMs > (this.#deployedMs.get(id) ?? 0))
      .map((device) => ({ device, versionMs, isDeploying: this.#deploying.has(device.id) }))
  }

  /** Whether something is being deployed to a device. */
  isDeploying(device: StoredObject): boolean {
    return this.#deploying.has(device.id)
  }

  /** Wall ms of the newest change that counts for devices of a domain; 0 when there was none. */
  newestMs(domain: Domain): number {
    const upper = Object.values(DOMAINS).filter((other) => isWithin(domain, other))
    return Math.max(...upper.map((other) => this.#configuration.store.lastChangeMs(other) ?? 0))
  }

  /** The jobs of a domain, newest first. */
  jobs(domain: Domain): Job[] {
    return this.#jobs.filter((job) => job.domain === domain).toReversed()
  }

  /** Begins to deploy; the devices know the changes when the task is done. */
  start({ domain, devices, versionMs, by }: Order): Task {
    const { tasks, taskOptions } = this.#configuration
    const fails = taskOptions.outcome === 'failure'
    const endStatus = fails ? taskOptions.jobFailedStatus : taskOptions.jobDoneStatus
    for (const { id } of devices) this.#deploying.add(id)
    const task = tasks.start({
      taskType: 'DEVICE_DEPLOYMENT',
      message: `Deployment to ${devices.map(({ name }) => name).join(', ')}`,
      domain,
      durationMs: taskOptions.deploymentSec * 1000,
      vanishes: false,
      fails,
      finish: () => {
        job.status = endStatus
        job.endedMs = this.#configuration.nowMs()
        this.#revision++
        for (const { id } of devices) {
          this.#deploying.delete(id)
          if (!fails) this.#deployedMs.set(id, versionMs)
        }
      },
    })
    const job: Job = {
      id: task.id,
      number: this.#jobs.length + 1,
      domain,
      devices,
      by,
      startedMs: this.#configuration.nowMs(),
      endedMs: undefined,
      status: DEPLOYING,
    }
    this.#jobs.push(job)
    return task
  }

  #devices(domain: Domain): StoredObject[] {
    const devices = this.#configuration.store.collection(typeOfWord('Device'), { domain, container: '' })
    return [...devices.all()].filter(({ leaving }) => !leaving)
  }
}
