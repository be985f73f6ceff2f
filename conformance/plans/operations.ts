import type { ControllerKind } from '../../simulator/index.js'
import type { ClientCall } from '../client-under-test.js'

/**
 * The calls that plans make on one controller, as a user who may read, write some things, and not others. Each bears
 * the number of its call, so that the journal tells which exchange belongs to which.
 */
export interface Operations {
  read(call: number): ClientCall
  /** Asks for whatever there is of a kind; the answer holds what the user may see of it. */
  list(call: number): ClientCall
  /** Creates an object of its own: carried out twice, it can be told. */
  write(call: number): ClientCall
  /** Something that the user may not do. */
  denied(call: number): ClientCall
}

/** User of all plans: allowed to do some things only, so that permission refusals come naturally. */
export const PLAN_USER = { username: 'operator', password: 'midrun' }
/** Who changes settings during a run; no account of the client's. */
export const PLAN_ADMINISTRATOR = { username: 'admin', password: 'midrun' }

/** What the program follows in plans for an APIC: all tenants, those among them that its own writes make. */
export const FOLLOWED_PATH = '/api/class/fvTenant.json'

/** The list that plans have read to its end on an FMC; no call of a program changes it. */
export const LISTED_PATH = '/api/fmc_config/v1/domain/default/object/networks'

/** Makes a blueprint on an Apstra, by a task that goes on when the call has been answered. */
export function blueprintCall(call: number): ClientCall {
  const name = `run-${call}`
  return {
    method: 'POST',
    path: '/api/blueprints?async=full',
    body: {
      id: name,
      label: name,
      design: 'two_stage_l3clos',
      init_type: 'template_reference',
      template_id: 'L2_Virtual_EVPN',
    },
  }
}

/** The calls of each controller. */
export const OPERATIONS: Record<ControllerKind, Operations> = {
  apic: {
    read: (call) => ({ method: 'GET', path: `/api/node/mo/uni/tn-common.json?_dc=${call}` }),
    list: (call) => ({ method: 'GET', path: `/api/class/fvTenant.json?_dc=${call}` }),
    write: (call) => ({
      method: 'POST',
      path: '/api/mo/uni.json',
      body: { fvTenant: { attributes: { name: `run-${call}` } } },
    }),
    denied: (call) => ({
      method: 'POST',
      path: `/api/mo/uni/userext/user-intruder-${call}.json`,
      body: { aaaUser: { attributes: { name: `intruder-${call}` } } },
    }),
  },
  fmc: {
    read: (call) => ({
      method: 'GET',
      path: `/api/fmc_config/v1/domain/default/object/hosts?limit=5&call=${call}`,
    }),
    list: (call) => ({
      method: 'GET',
      path: `/api/fmc_config/v1/domain/default/object/networks?limit=5&call=${call}`,
    }),
    write: (call) => ({
      method: 'POST',
      path: '/api/fmc_config/v1/domain/default/object/hosts',
      body: { name: `run-${call}`, type: 'Host', value: '192.0.2.1' },
    }),
    // The user belongs to the Global domain only.
    denied: (call) => ({
      method: 'GET',
      path: `/api/fmc_config/v1/domain/61e913a3-4bd6-7bde-54b6-000000000000/object/hosts?call=${call}`,
    }),
  },
  apstra: {
    read: (call) => ({ method: 'GET', path: `/api/resources/ip-pools?call=${call}` }),
    list: (call) => ({ method: 'GET', path: `/api/resources/ip-pools?call=${call}` }),
    write: (call) => ({
      method: 'POST',
      path: '/api/resources/ip-pools',
      body: { display_name: `run-${call}`, subnets: [{ network: '192.0.2.0/24' }] },
    }),
    denied: (call) => ({ method: 'GET', path: `/api/aaa/users?call=${call}` }),
  },
}
