import type { ClassRecord } from '../mo-class.js'
import { choice, text, whole } from '../properties.js'
import { DESCR, DESCRIBED, NAME_ALIAS } from './shared-properties.js'

const writeRoles = ['fabric-admin']
const ENABLED = choice('enabled', 'disabled')
const DISABLED = choice('disabled', 'enabled')
const THROTTLE = {
  globalThrottleRate: whole('10000', 1, 10_000),
  globalThrottleSt: DISABLED,
  globalThrottleUnit: choice('r/s', 'r/m'),
}

/** The roots, the inventory, fabric policies and what can annotate any object [C: TK, NC, SBX, AN, AG; values guess]. */
export const FABRIC_CLASSES: Record<string, ClassRecord> = {
  polUni: { rn: 'uni', writeRoles: 'anyone' },
  fabricTopology: { rn: 'topology', configurable: false, writeRoles },
  fabricPod: {
    rn: 'pod-{id}',
    parents: ['fabricTopology'],
    oper: { podType: 'physical' },
    configurable: false,
    writeRoles,
  },
  fabricNode: {
    rn: 'node-{id}',
    parents: ['fabricPod'],
    config: { name: '', nameAlias: NAME_ALIAS },
    oper: {
      adSt: 'on',
      address: '0.0.0.0',
      apicType: 'apic',
      delayedHeartbeat: 'no',
      fabricSt: 'active',
      model: '',
      nodeType: 'unspecified',
      role: 'unspecified',
      serial: '',
      vendor: 'Cisco Systems, Inc',
      version: '',
    },
    configurable: false,
    writeRoles,
  },
  topSystem: {
    rn: 'sys',
    parents: ['fabricNode'],
    oper: {
      address: '0.0.0.0',
      fabricDomain: 'midrun',
      fabricId: '1',
      id: '0',
      inbMgmtAddr: '0.0.0.0',
      mode: 'unspecified',
      name: '',
      oobMgmtAddr: '0.0.0.0',
      podId: '1',
      role: 'unspecified',
      serial: '',
      state: 'in-service',
      version: '',
    },
    configurable: false,
    writeRoles,
  },
  firmwareCtrlrFwStatusCont: {
    rn: 'ctrlrfwstatuscont',
    parents: ['topSystem'],
    configurable: false,
    writeRoles,
  },
  firmwareCtrlrRunning: {
    rn: 'ctrlrrunning',
    parents: ['firmwareCtrlrFwStatusCont'],
    oper: { mode: 'normal', type: 'controller', version: '' },
    configurable: false,
    writeRoles,
  },
  firmwareFwStatusCont: { rn: 'fwstatuscont', parents: ['topSystem'], configurable: false, writeRoles },
  firmwareRunning: {
    rn: 'running',
    parents: ['firmwareFwStatusCont'],
    oper: { mode: 'normal', peVer: '', type: 'switch', version: '' },
    configurable: false,
    writeRoles,
  },
  fabricInst: { rn: 'fabric', parents: ['polUni'], config: DESCRIBED, writeRoles },
  commPol: { rn: 'comm-{name}', parents: ['fabricInst'], config: DESCRIBED, writeRoles },
  commHttps: {
    rn: 'https',
    parents: ['commPol'],
    config: {
      accessControlAllowCredential: DISABLED,
      accessControlAllowOrigins: text('', 1024),
      adminSt: ENABLED,
      clientCertAuthState: DISABLED,
      descr: DESCR,
      dhParam: choice('none', '1024', '2048', '4096'),
      ...THROTTLE,
      maxRequestStatusCount: whole('0', 0, 10_240),
      name: '',
      nameAlias: NAME_ALIAS,
      port: whole('443', 1, 65_535),
      sslProtocols: text('TLSv1.1,TLSv1.2', 64),
    },
    writeRoles,
  },
  commHttp: {
    rn: 'http',
    parents: ['commPol'],
    config: {
      accessControlAllowCredential: DISABLED,
      accessControlAllowOrigins: text('', 1024),
      adminSt: DISABLED,
      descr: DESCR,
      ...THROTTLE,
      name: '',
      nameAlias: NAME_ALIAS,
      port: whole('80', 1, 65_535),
      redirectSt: choice('disabled', 'enabled', 'tested'),
    },
    writeRoles,
  },
  tagAnnotation: {
    rn: 'annotationKey-[{key}]',
    parents: 'any',
    config: { value: text('', 1024) },
    writeRoles: ['tenant-admin', 'access-admin', 'fabric-admin', 'aaa'],
  },
  tagTag: {
    rn: 'tagKey-{key}',
    parents: 'any',
    config: { value: text('', 1024) },
    writeRoles: ['tenant-admin', 'access-admin', 'fabric-admin', 'aaa'],
  },
  tagInst: {
    rn: 'tag-{name}',
    parents: 'any',
    writeRoles: ['tenant-admin', 'access-admin', 'fabric-admin', 'aaa'],
  },
}
