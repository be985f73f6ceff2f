import type { ControllerContext } from '../../controller.js'
import { SnapshotError } from '../../snapshot.js'
import { isoMicroseconds, MicrosecondClock } from '../microseconds.js'
import type { ApstraOptions } from '../options.js'
import type { RouteTable } from '../routes.js'
import type { Item, Surroundings } from './collection.js'
import { addCollectionEndpoints } from './collection-endpoints.js'
import { CollectionStore, type Stamps } from './collection-store.js'
import { DESIGN } from './design.js'
import { DEFAULT_DEVICE_POOL, DEVICES } from './devices.js'
import type { Content } from './fields.js'
import { POOLS } from './pools.js'

const DEVICE_POOLS_PATH = 'resources/device-pools'

/** The collections that the chosen generation has, and what their objects know of each other. */
export class Collections {
  readonly #stores: ReadonlyMap<string, CollectionStore>
  readonly #surroundings: Surroundings

  /** @param poolInUse whether a blueprint draws on the pool of that id */
  constructor(context: ControllerContext, options: ApstraOptions, poolInUse: (id: string) => boolean) {
    const microseconds = new MicrosecondClock(context.clock, context.random('object-times'))
    const ids = context.random('objects')
    const stamps: Stamps = {
      newId: () => ids.uuid(),
      now: () => `${isoMicroseconds(microseconds.nowUs())}Z`,
    }
    this.#surroundings = { options, poolInUse, inDevicePool: (id) => this.#inDevicePool(id) }
    this.#stores = new Map(
      [...POOLS, ...DESIGN, ...DEVICES]
        .filter(({ generations }) => generations.includes(options.generation))
        .map((collection) => [collection.path, new CollectionStore(collection, this.#surroundings, stamps)]),
    )
  }

  /** The collection of that path below `/api/`; undefined where the generation has none. */
  at(path: string): CollectionStore | undefined {
    return this.#stores.get(path)
  }

  /** Adds the paths of every collection. */
  addEndpoints(routes: RouteTable): void {
    for (const store of this.#stores.values()) {
      // Devices are shown with what the device pool says of them.
      const changed =
        store.collection.path === DEVICE_POOLS_PATH ? () => this.#stores.get('systems')!.refresh() : () => {}
      addCollectionEndpoints(routes, store, this.#surroundings, changed)
    }
  }

  /** Blueprints took pools into use, or gave them back. */
  poolUseChanged(): void {
    for (const { path } of POOLS) this.#stores.get(path)?.refresh()
  }

  /** The objects of every collection, by its path. */
  contents(): Record<string, Item[]> {
    return Object.fromEntries([...this.#stores].map(([path, store]) => [path, store.all()]))
  }

  /**
   * Takes these objects in the place of all that there are, by the path of their collection.
   * @throws SnapshotError where the generation has other collections
   */
  replaceAll(contents: Readonly<Record<string, readonly Item[]>>): void {
    for (const [path, store] of this.#stores) {
      const items = contents[path]
      if (items === undefined) throw new SnapshotError(`collection ${path} is missing`)
      const isKept = items.some(({ id }) => id === DEFAULT_DEVICE_POOL)
      if (path === DEVICE_POOLS_PATH && !isKept) throw new SnapshotError('the default device pool is missing')
      store.replaceAll(items)
    }
  }

  /** Back to the objects of a fresh server. */
  reset(): void {
    for (const store of this.#stores.values()) store.reset()
  }

  #inDevicePool(id: string): boolean {
    const pool = this.#stores.get(DEVICE_POOLS_PATH)!.item(DEFAULT_DEVICE_POOL)!
    return (pool.content.devices as readonly Content[]).some((device) => device.id === id)
  }
}
