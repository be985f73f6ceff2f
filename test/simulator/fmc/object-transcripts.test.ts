import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { WireResponse } from '../../../simulator/controller.js'
import { fixturePath, readFixture } from '../../../simulator/fixtures.js'
import { transcript } from './fmc-bench.js'
import { CONFIG, jsonClient, referenceTo } from './json-client.js'

type Client = ReturnType<typeof jsonClient>

/** An exchange whose reply is kept as `fixtures/fmc/replies/<name>.txt`. */
interface Transcript {
  name: string
  options?: Record<string, unknown>
  reply(client: Client): WireResponse | Promise<WireResponse>
}

const HOSTS = `${CONFIG}/object/hosts`
const POLICIES = `${CONFIG}/policy/accesspolicies`
const DEVICES = `${CONFIG}/devices/devicerecords`
const BULK_DELETE = { version: '7.4.1 (build 172)' }
const FIRST = '005056A4-7E46-0ed3-0000-025769803785'

function get(target: string): Transcript['reply'] {
  return ({ call }) => call('GET', target).response
}

function post(target: string, body: unknown): Transcript['reply'] {
  return ({ call }) => call('POST', target, body).response
}

/** A client with one policy. */
function withPolicy({ create }: Client) {
  return create(POLICIES, {
    name: 'edge',
    defaultAction: { action: 'BLOCK', logEnd: true },
    description: 'outside',
  })
}

function register(client: Client) {
  return client.call('POST', DEVICES, {
    name: 'fw',
    hostName: '198.51.100.1',
    regKey: 'registration',
    license_caps: ['BASE', 'THREAT'],
    accessPolicy: referenceTo(withPolicy(client)),
  })
}

async function registered(client: Client) {
  const { json } = register(client)
  await client.clock.advance(300_000)
  client.create(HOSTS, { name: 'web', value: '198.51.100.7' })
  return json.id as string
}

async function deploying(client: Client) {
  const id = await registered(client)
  const { version } = client.call('GET', `${CONFIG}/deployment/deployabledevices`).json.items[0]
  return client.call('POST', `${CONFIG}/deployment/deploymentrequests`, {
    type: 'DeploymentRequest',
    version,
    forceDeploy: false,
    ignoreWarning: true,
    deviceList: [id],
  })
}

const TRANSCRIPTS: Transcript[] = [
  // Objects.
  { name: 'objects-list', reply: get(`${CONFIG}/object/networks?limit=2`) },
  { name: 'objects-expanded', reply: get(`${HOSTS}?expanded=True`) },
  { name: 'objects-beyond-the-end', reply: get(`${HOSTS}?offset=9`) },
  { name: 'objects-limit-too-large', reply: get(`${HOSTS}?limit=1001`) },
  { name: 'objects-unknown-filter', reply: get(`${HOSTS}?filter=colour:red`) },
  { name: 'objects-absent', reply: get(`${HOSTS}/005056A4-7E46-0ed3-0000-000000000001`) },
  { name: 'objects-bad-id', reply: get(`${HOSTS}/web`) },
  { name: 'objects-name-taken', reply: post(HOSTS, { name: 'any-ipv6', value: '198.51.100.7' }) },
  { name: 'objects-wrong-value', reply: post(HOSTS, { name: 'web', value: 'nowhere' }) },
  {
    name: 'objects-unknown-member',
    reply: post(HOSTS, { name: 'web', value: '198.51.100.7', metadata: {} }),
  },
  {
    name: 'objects-bulk-created',
    reply: post(`${HOSTS}?bulk=true`, [
      { name: 'a', value: '198.51.100.1' },
      { name: 'b', type: 'Host', value: '2001:db8::1', description: 'six', overridable: true },
    ]),
  },
  {
    name: 'objects-bulk-deleted',
    options: BULK_DELETE,
    reply({ call, create }) {
      create(HOSTS, { name: 'web', value: '198.51.100.7' })
      return call('DELETE', `${HOSTS}?bulk=true&filter=ids:${FIRST}`).response
    },
  },
  {
    name: 'objects-deleted',
    reply({ call, create }) {
      create(HOSTS, { name: 'web', value: '198.51.100.7' })
      return call('DELETE', `${HOSTS}/${FIRST}`).response
    },
  },
  {
    name: 'objects-in-use',
    reply({ call, create }) {
      const web = create(HOSTS, { name: 'web', value: '198.51.100.7' })
      create(`${CONFIG}/object/networkgroups`, { name: 'servers', objects: [referenceTo(web)] })
      return call('DELETE', `${HOSTS}/${FIRST}`).response
    },
  },
  {
    name: 'objects-id-mismatch',
    reply({ call, create }) {
      create(HOSTS, { name: 'web', value: '198.51.100.7' })
      return call('PUT', `${HOSTS}/${FIRST}`, { name: 'web', value: '198.51.100.7' }).response
    },
  },
  {
    name: 'objects-system',
    reply({ call }) {
      const [{ id }] = call('GET', HOSTS).json.items
      return call('DELETE', `${HOSTS}/${id}`).response
    },
  },
  {
    name: 'networkgroups-created',
    reply({ call, create }) {
      const web = create(HOSTS, { name: 'web', value: '198.51.100.7' })
      return call('POST', `${CONFIG}/object/networkgroups`, {
        name: 'servers',
        objects: [referenceTo(web)],
        literals: [{ type: 'Host', value: '198.51.100.8' }],
      }).response
    },
  },
  { name: 'ports-list', reply: get(`${CONFIG}/object/ports`) },
  {
    name: 'securityzones-created',
    reply: post(`${CONFIG}/object/securityzones`, { name: 'inside', interfaceMode: 'ROUTED' }),
  },
  // Policies.
  {
    name: 'accesspolicies-created',
    reply: (client) => client.call('GET', `${POLICIES}/${withPolicy(client).id}`).response,
  },
  {
    name: 'accessrules-created',
    reply(client) {
      const rules = `${POLICIES}/${withPolicy(client).id}/accessrules`
      return client.call('POST', `${rules}?section=mandatory`, {
        name: 'web in',
        type: 'AccessRule',
        action: 'ALLOW',
        enabled: true,
        destinationNetworks: { literals: [{ type: 'Host', value: '198.51.100.7' }] },
        logEnd: true,
      }).response
    },
  },
  // Devices and deployment.
  { name: 'devicerecords-accepted', reply: (client) => register(client).response },
  {
    name: 'devicerecords-registered',
    async reply(client) {
      const id = await registered(client)
      return client.call('GET', `${DEVICES}/${id}`).response
    },
  },
  {
    name: 'taskstatuses-running',
    async reply(client) {
      const { id } = register(client).json.metadata.task
      await client.clock.advance(60_000)
      return client.call('GET', `${CONFIG}/job/taskstatuses/${id}`).response
    },
  },
  {
    name: 'taskstatuses-vanished',
    async reply(client) {
      const { id } = register(client).json.metadata.task
      await client.clock.advance(300_000)
      return client.call('GET', `${CONFIG}/job/taskstatuses/${id}`).response
    },
  },
  {
    name: 'deployabledevices-expanded',
    async reply(client) {
      await registered(client)
      return client.call('GET', `${CONFIG}/deployment/deployabledevices?expanded=true`).response
    },
  },
  { name: 'deploymentrequests-accepted', reply: async (client) => (await deploying(client)).response },
  {
    name: 'jobhistories-deploying',
    async reply(client) {
      await deploying(client)
      const query = 'filter=jobType:DEPLOYMENT;status:DEPLOYING&expanded=true'
      return client.call('GET', `${CONFIG}/deployment/jobhistories?${query}`).response
    },
  },
  {
    name: 'auditrecords-expanded',
    reply({ call, create }) {
      create(HOSTS, { name: 'web', value: '198.51.100.7' })
      return call('GET', '/api/fmc_platform/v1/domain/default/audit/auditrecords?expanded=true').response
    },
  },
]

describe('replies about configuration as they stand on the wire', () => {
  it.each(TRANSCRIPTS)('$name', async ({ name, options = {}, reply }) => {
    const response = await reply(jsonClient('admin', { accessTtlSec: 86_400, ...options }))
    expect(transcript(response)).toBe(readFixture(`fmc/replies/${name}.txt`))
  })

  it('are all compared', () => {
    const kept = readdirSync(fixturePath('fmc/replies'))
      .filter((file) => file.endsWith('.txt'))
      .map((file) => file.replace('.txt', ''))
    expect(kept.sort()).toEqual(TRANSCRIPTS.map(({ name }) => name).sort())
  })
})
