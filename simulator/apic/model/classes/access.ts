import type { ClassRecord } from '../mo-class.js'
import { choice, text, whole } from '../properties.js'
import { DESCR, DESCRIBED, NAME_ALIAS } from './shared-properties.js'

const writeRoles = ['access-admin']
const VLAN = /^vlan-\d{1,4}$/

/** Access policies, domains and VLAN pools: RN formats [C: AP, AN, AG], properties as those clients set them. */
export const ACCESS_CLASSES: Record<string, ClassRecord> = {
  infraInfra: { rn: 'infra', parents: ['polUni'], config: DESCRIBED, writeRoles },
  fvnsVlanInstP: {
    rn: 'vlanns-[{name}]-{allocMode}',
    naming: { allocMode: choice('dynamic', 'inherit', 'static') },
    parents: ['infraInfra'],
    config: DESCRIBED,
    writeRoles,
  },
  fvnsEncapBlk: {
    rn: 'from-[{from}]-to-[{to}]',
    naming: { from: text('', 16, VLAN), to: text('', 16, VLAN) },
    parents: ['fvnsVlanInstP'],
    config: {
      allocMode: choice('inherit', 'dynamic', 'static'),
      descr: DESCR,
      name: text('', 64),
      nameAlias: NAME_ALIAS,
      role: choice('external', 'internal'),
    },
    writeRoles,
  },
  infraAttEntityP: { rn: 'attentp-{name}', parents: ['infraInfra'], config: DESCRIBED, writeRoles },
  infraRsDomP: {
    rn: 'rsdomP-[{tDn}]',
    parents: ['infraAttEntityP'],
    oper: { state: 'formed' },
    writeRoles,
  },
  infraRsVlanNs: {
    rn: 'rsvlanNs',
    parents: ['physDomP', 'l3extDomP', 'vmmDomP'],
    config: { tDn: '' },
    oper: { state: 'formed' },
    writeRoles,
  },
  infraAccPortP: { rn: 'accportprof-{name}', parents: ['infraInfra'], config: DESCRIBED, writeRoles },
  infraHPortS: {
    rn: 'hports-{name}-typ-{type}',
    naming: { type: choice('range', 'ALL', 'ALL_IN_POD') },
    parents: ['infraAccPortP'],
    config: DESCRIBED,
    writeRoles,
  },
  infraNodeP: { rn: 'nprof-{name}', parents: ['infraInfra'], config: DESCRIBED, writeRoles },
  cdpIfPol: {
    rn: 'cdpIfP-{name}',
    parents: ['infraInfra'],
    config: { ...DESCRIBED, adminSt: choice('enabled', 'disabled') },
    writeRoles,
  },
  lldpIfPol: {
    rn: 'lldpIfP-{name}',
    parents: ['infraInfra'],
    config: {
      ...DESCRIBED,
      adminRxSt: choice('enabled', 'disabled'),
      adminTxSt: choice('enabled', 'disabled'),
    },
    writeRoles,
  },
  mcpIfPol: {
    rn: 'mcpIfP-{name}',
    parents: ['infraInfra'],
    config: { ...DESCRIBED, adminSt: choice('enabled', 'disabled') },
    writeRoles,
  },
  lacpLagPol: {
    rn: 'lacplagp-{name}',
    parents: ['infraInfra'],
    config: {
      ...DESCRIBED,
      ctrl: text('fast-sel-hot-stdby,graceful-conv,susp-individual', 128),
      maxLinks: whole('16', 1, 16),
      minLinks: whole('1', 1, 16),
      mode: choice('off', 'active', 'passive', 'mac-pin', 'mac-pin-nicload', 'explicit-failover'),
    },
    writeRoles,
  },
  physDomP: {
    rn: 'phys-{name}',
    parents: ['polUni'],
    config: { nameAlias: NAME_ALIAS, ownerKey: '', ownerTag: '' },
    writeRoles,
  },
  l3extDomP: {
    rn: 'l3dom-{name}',
    parents: ['polUni'],
    config: { nameAlias: NAME_ALIAS, ownerKey: '', ownerTag: '' },
    writeRoles,
  },
  vmmProvP: {
    rn: 'vmmp-{vendor}',
    parents: ['polUni'],
    config: { descr: DESCR, nameAlias: NAME_ALIAS },
    writeRoles: ['vmm-admin'],
  },
  vmmDomP: {
    rn: 'dom-{name}',
    parents: ['vmmProvP'],
    config: {
      accessMode: choice('read-write', 'read-only'),
      enableAVE: choice('no', 'yes'),
      encapMode: choice('unknown', 'vlan', 'vxlan'),
      mcastAddr: text('0.0.0.0', 64),
      mode: choice('default', 'cf', 'k8s', 'n1kv', 'ns', 'openshift', 'ovs', 'rhev', 'unknown'),
      nameAlias: NAME_ALIAS,
      ownerKey: '',
      ownerTag: '',
      prefEncapMode: choice('unspecified', 'vlan', 'vxlan'),
    },
    writeRoles: ['vmm-admin'],
  },
}
