import { describe, expect, it } from 'vitest'
import { CONFIG, jsonClient, namesIn, referenceTo } from './json-client.js'

const DEVICES = `${CONFIG}/devices/devicerecords`
const DEPLOYABLE = `${CONFIG}/deployment/deployabledevices`
const REQUESTS = `${CONFIG}/deployment/deploymentrequests`
const HISTORY = `${CONFIG}/deployment/jobhistories`
const REG_KEY = 'a-key-that-nobody-is-to-see'

function begin(tasks: Record<string, unknown> = {}) {
  const client = jsonClient('admin', { tasks, accessTtlSec: 100_000, browserTimeoutSec: 100_000 })
  const policy = client.create(`${CONFIG}/policy/accesspolicies`, {
    name: 'edge',
    defaultAction: { action: 'BLOCK' },
  })
  const register = (name: string) =>
    client.call('POST', DEVICES, {
      name,
      hostName: `${name}.example`,
      regKey: REG_KEY,
      license_caps: ['BASE'],
      accessPolicy: referenceTo(policy),
    })
  const status = (task: string) => {
    const reply = client.call('GET', `${CONFIG}/job/taskstatuses/${task}`)
    return reply.status === 200 ? reply.json.status : reply.status
  }
  const change = () =>
    client.create(`${CONFIG}/object/hosts`, {
      name: `h${Math.round(client.clock.monotonicMs())}`,
      value: '192.0.2.1',
    })
  return { ...client, policy, register, status, change }
}

async function withDevice(tasks: Record<string, unknown> = {}) {
  const client = begin(tasks)
  client.register('fw')
  await client.clock.advance(300_000)
  const device = client.call('GET', `${DEVICES}?expanded=true`).json.items[0]
  const pending = () => client.call('GET', `${DEPLOYABLE}?expanded=true`).json.items ?? []
  const deploy = (version: string, more = {}) =>
    client.call('POST', REQUESTS, { type: 'DeploymentRequest', version, deviceList: [device.id], ...more })
  return { ...client, device, pending, deploy }
}

describe('registration of a device', () => {
  it('goes on for minutes after its reply, and ends with the device', async () => {
    const { register, status, call, clock } = begin()
    const { status: code, json } = register('fw')
    expect(code).toBe(202)
    const task = json.metadata.task.id
    expect(status(task)).toBe('Pending')
    await clock.advance(5000)
    expect(status(task)).toBe('Running')
    expect(namesIn(call('GET', DEVICES).json)).toEqual([])
    await clock.advance(294_999)
    expect(status(task)).toBe('Running')
    const move = await clock.advance(1)
    expect(move.fired.map(({ label }) => label)).toContain(`task:${task}`)
    expect(status(task)).toBe(404)
    const device = call('GET', `${DEVICES}/${json.id}`).json
    expect(device).toMatchObject({
      type: 'Device',
      name: 'fw',
      hostName: 'fw.example',
      healthStatus: 'green',
    })
    expect(device.metadata.deviceSerialNumber).toMatch(/^9A[0-9A-F]{9}$/)
  })

  it('keeps name and policy from others while it goes on', () => {
    const { register, call, policy } = begin()
    register('fw')
    expect(register('fw').status).toBe(400)
    expect(call('DELETE', `${CONFIG}/policy/accesspolicies/${policy.id}`).status).toBe(400)
  })

  it('tells nobody the registration key', async () => {
    const { register, call, clock, journal } = begin()
    register('fw')
    await clock.advance(300_000)
    call('GET', `${DEVICES}?expanded=true`)
    expect(JSON.stringify(journal.entries)).not.toContain(REG_KEY)
  })

  it('may hide its task at first', async () => {
    const { register, status, clock } = begin({ hiddenSec: 2 })
    const task = register('fw').json.metadata.task.id
    expect(status(task)).toBe(404)
    await clock.advance(2000)
    expect(status(task)).toBe('Pending')
  })

  it('is forgotten by a reset', async () => {
    const { fmc, register, clock, login, send } = begin()
    register('fw')
    fmc.reset()
    const move = await clock.advance(300_000)
    expect(move.fired).toEqual([])
    const headers = { 'x-auth-access-token': login().access }
    expect(JSON.parse(send('GET', DEVICES, headers).body).paging.count).toBe(0)
  })

  it('is undone at once, though the device shows for a while', async () => {
    const { device, call, clock } = await withDevice()
    expect(call('DELETE', `${DEVICES}/${device.id}`).json).toEqual(device)
    expect(namesIn(call('GET', DEVICES).json)).toEqual(['fw'])
    expect(call('DELETE', `${DEVICES}/${device.id}`).status).toBe(404)
    await clock.advance(10_000)
    expect(namesIn(call('GET', DEVICES).json)).toEqual([])
  })
})

describe('deployment', () => {
  it('brings the changes to a device, in minutes', async () => {
    const { pending, deploy, change, device, status, call, clock } = await withDevice()
    expect(pending()).toEqual([])
    change()
    const [one] = pending()
    expect(one).toMatchObject({
      version: String(clock.wallMs()),
      canBeDeployed: true,
      isDeploying: false,
      upToDate: false,
      device: { id: device.id, type: 'SENSOR', name: 'fw' },
      type: 'DeployableDevice',
    })
    const { status: code, json } = deploy(one.version)
    expect(code).toBe(202)
    const task = json.metadata.task.id
    expect(pending()[0]).toMatchObject({ canBeDeployed: false, isDeploying: true })
    expect(deploy(one.version).status).toBe(400)
    await clock.advance(60_000)
    expect(status(task)).toBe('Running')
    const going = `${HISTORY}?filter=jobType:DEPLOYMENT;status:DEPLOYING&expanded=true`
    expect(call('GET', going).json.items).toMatchObject([
      { status: 'DEPLOYING', deviceList: [{ deviceUUID: device.id }] },
    ])
    await clock.advance(60_000)
    expect(status(task)).toBe('Success')
    expect(pending()).toEqual([])
    expect(call('GET', going).json.items).toBeUndefined()
    const [job] = call('GET', `${HISTORY}?expanded=true`).json.items
    expect(job).toMatchObject({ status: 'SUCCEEDED', userName: 'admin' })
    expect(job.endTime - job.startTime).toBe(120_000)
  })

  it('leaves out what was changed after its version', async () => {
    const { pending, deploy, change, clock } = await withDevice()
    change()
    const { version } = pending()[0]
    deploy(version)
    await clock.advance(1000)
    change()
    await clock.advance(119_000)
    expect(Number(pending()[0].version)).toBeGreaterThan(Number(version))
  })

  it('can fail, and then the changes are still to be brought', async () => {
    const { pending, deploy, change, status, clock, call } = await withDevice({ outcome: 'failure' })
    change()
    const task = deploy(pending()[0].version).json.metadata.task.id
    await clock.advance(120_000)
    expect(status(task)).toBe('Failed')
    expect(pending()).toHaveLength(1)
    expect(call('GET', `${HISTORY}?filter=status:FAILED`).json.paging.count).toBe(1)
  })

  it.each(['success', 'failure'] as const)(
    'of outcome %s ends in the words of the options',
    async (outcome) => {
      const words = { jobDoneStatus: 'DEPLOYED', jobFailedStatus: 'ABORTED' }
      const { pending, deploy, change, clock, call } = await withDevice({ outcome, ...words })
      change()
      deploy(pending()[0].version)
      await clock.advance(120_000)
      const [job] = call('GET', `${HISTORY}?expanded=true`).json.items
      expect(job.status).toBe(outcome === 'success' ? 'DEPLOYED' : 'ABORTED')
    },
  )

  it('is refused for what cannot be deployed', async () => {
    const { deploy, change, pending, call, clock } = await withDevice()
    expect(deploy('1').status).toBe(400)
    expect(deploy('1', { forceDeploy: true }).status).toBe(202)
    await clock.advance(120_000)
    change()
    const { version } = pending()[0]
    expect(deploy(String(Number(version) + 1)).status).toBe(400)
    expect(deploy(version, { deviceList: [] }).status).toBe(422)
    expect(deploy(version, { deviceList: ['nobody'] }).status).toBe(400)
    expect(deploy(version, { speed: 'fast' }).status).toBe(422)
    expect(call('GET', `${HISTORY}?filter=name:x`).status).toBe(400)
  })

  it('says how far it is in the words that the options choose', async () => {
    const words = { runningStatus: 'Deploying', doneStatus: 'Deployed', deploymentSec: 60, pendingSec: 0 }
    const { deploy, change, pending, status, clock } = await withDevice(words)
    change()
    const task = deploy(pending()[0].version).json.metadata.task.id
    expect(status(task)).toBe('Deploying')
    await clock.advance(60_000)
    expect(status(task)).toBe('Deployed')
  })
})
