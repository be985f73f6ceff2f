import { Accounts } from '../simulator/apic/accounts.js'
import { JSON_ENCODING } from '../simulator/apic/encoding/json.js'
import { resolveDn } from '../simulator/apic/model/distinguished-name.js'
import { ObjectStore } from '../simulator/apic/model/object-store.js'
import { apicOptionsSchema } from '../simulator/apic/options.js'
import { Rbac } from '../simulator/apic/rbac.js'
import { Reader } from '../simulator/apic/reading.js'
import { starterFabric } from '../simulator/apic/starter-fabric.js'
import { compare, type Figure, type Measurement } from './measurement.js'

/** Each tenant has this many bridge domains; with itself and the children that come with it that makes 100 objects. */
const BDS_OF_TENANT = 96
const OBJECTS_OF_TENANT = 100

/** How many objects there are, how many of them a page has, and how many samples are taken. */
export interface ObjectsSize {
  objects: number
  pageSize: number
  rounds: number
}

const SIZES = {
  full: { objects: 100_000, pageSize: 1000, rounds: 5 },
  quick: { objects: 10_000, pageSize: 500, rounds: 3 },
}

/** Queries that return each bridge domain; the paged one fetches page after page. */
const QUERIES = {
  class: '',
  filter: 'query-target-filter=and(wcard(fvBD.dn,"tn-"),ne(fvBD.arpFlood,"yes"))',
  subtree: 'query-target=subtree&target-subtree-class=fvBD',
  paged: 'query-target-filter=wcard(fvBD.dn,"tn-")&order-by=fvBD.dn|desc',
} as const

/** Objects per second that queries return as text, against JSON.stringify of the same objects. */
export const apicObjects: Measurement = {
  name: 'apic-objects',
  about: 'objects/s that queries of a large APIC return, against JSON.stringify of the same objects',
  async run(effort) {
    const figures: Figure[] = []
    const queries = Object.keys(QUERIES) as (keyof typeof QUERIES)[]
    for (const query of queries) figures.push(await measureObjects(query, SIZES[effort]))
    return figures
  },
}

/** Measures one query. @throws Error when it does not return each bridge domain once */
export async function measureObjects(query: keyof typeof QUERIES, size: ObjectsSize): Promise<Figure> {
  const { read, count } = largeFabric(size, query)
  const plain = JSON.parse(read().join('')) as unknown[]
  const { value, reference, ratio } = await compare(
    size.rounds,
    async () => perObject(count, () => read()),
    async () => perObject(count, () => JSON.stringify(plain)),
  )
  return { name: query, value, unit: 'objects/s', reference: { name: 'stringify', value: reference }, ratio }
}

function perObject(count: number, work: () => unknown): number {
  const startedMs = performance.now()
  work()
  return (count * 1000) / (performance.now() - startedMs)
}

/** A fabric of that many objects, and a way to read its bridge domains: gives one text of JSON in pieces. */
function largeFabric({ objects, pageSize }: ObjectsSize, name: keyof typeof QUERIES) {
  const options = apicOptionsSchema.parse({})
  const store = new ObjectStore()
  store.furnish(starterFabric(options), 0)
  const tenants = Math.ceil(objects / OBJECTS_OF_TENANT)
  for (let tenant = 0; tenant < tenants; tenant++) {
    const dn = `uni/tn-t${tenant}`
    store.put(resolveDn(dn), { shown: {} }, 0, 0)
    for (let bd = 0; bd < BDS_OF_TENANT; bd++) store.put(resolveDn(`${dn}/BD-b${bd}`), { shown: {} }, 0, 0)
  }
  const account = new Accounts(store, options).find('admin')!
  const reader = new Reader(new Rbac(options), store)
  const count = tenants * BDS_OF_TENANT
  const pages = name === 'paged' ? Math.ceil(count / pageSize) : 1
  const read = () => {
    const texts: string[] = []
    for (let page = 0; page < pages; page++) {
      const query = name === 'paged' ? `${QUERIES.paged}&page-size=${pageSize}&page=${page}` : QUERIES[name]
      const reply =
        name === 'subtree' ? reader.byDn(account, 'uni', query) : reader.byClass(account, 'fvBD', query)
      if (reply.totalCount !== count) throw new Error(`${name} found ${reply.totalCount} of ${count} objects`)
      const text = JSON_ENCODING.encode(reply)
      texts.push(page === 0 ? '[' : ',', text)
    }
    texts.push(']')
    return texts
  }
  return { read, count }
}
