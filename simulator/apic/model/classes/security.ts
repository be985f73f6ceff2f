import type { ClassRecord } from '../mo-class.js'
import { choice, flags, text, whole } from '../properties.js'
import { DESCR, DESCRIBED, flag, NAME_ALIAS } from './shared-properties.js'

const writeRoles = ['aaa']
const readRoles = ['aaa']
const NAMED = { descr: DESCR, nameAlias: NAME_ALIAS }

/**
 * Users, roles, security and login domains, the policies of sessions, and records of them: RN formats [C: AN, CO, AG; login domain and
 * block profile guess], defaults of pkiWebTokenData and aaaBlockLoginProfile [C: AN-IT, TEN].
 */
export const SECURITY_CLASSES: Record<string, ClassRecord> = {
  aaaUserEp: {
    rn: 'userext',
    parents: ['polUni'],
    config: { ...DESCRIBED, pwdStrengthCheck: flag('yes') },
    writeRoles,
  },
  aaaUser: {
    rn: 'user-{name}',
    parents: ['aaaUserEp'],
    config: {
      accountStatus: choice('active', 'inactive'),
      certAttribute: '',
      clearPwdHistory: flag('no'),
      descr: DESCR,
      email: text('', 128),
      expiration: text('never', 40),
      expires: flag('no'),
      firstName: text('', 32),
      lastName: text('', 32),
      nameAlias: NAME_ALIAS,
      phone: text('', 32),
      pwdLifeTime: whole('0', 0, 3650, 'no-password-expire'),
      pwdUpdateRequired: flag('no'),
    },
    oper: { unixUserId: '0' },
    secret: ['pwd'],
    writeRoles,
    readRoles,
  },
  aaaAppUser: {
    rn: 'appuser-{name}',
    parents: ['aaaUserEp'],
    config: { ...NAMED, accountStatus: choice('active', 'inactive'), firstName: '', lastName: '' },
    oper: { unixUserId: '0' },
    writeRoles,
    readRoles,
  },
  aaaUserDomain: {
    rn: 'userdomain-{name}',
    parents: ['aaaUser', 'aaaAppUser'],
    config: NAMED,
    writeRoles,
    readRoles,
  },
  aaaUserRole: {
    rn: 'role-{name}',
    parents: ['aaaUserDomain'],
    config: { ...NAMED, privType: choice('readPriv', 'writePriv') },
    writeRoles,
    readRoles,
  },
  aaaUserCert: {
    rn: 'usercert-{name}',
    parents: ['aaaUser', 'aaaAppUser'],
    config: { data: text('', 16_384), nameAlias: NAME_ALIAS },
    writeRoles,
    readRoles,
  },
  aaaSshAuth: {
    rn: 'sshauth-{name}',
    parents: ['aaaUser'],
    config: { data: text('', 16_384), nameAlias: NAME_ALIAS },
    writeRoles,
    readRoles,
  },
  aaaRole: {
    rn: 'role-{name}',
    parents: ['aaaUserEp'],
    config: { ...DESCRIBED, priv: text('', 4096) },
    writeRoles,
  },
  aaaDomain: {
    rn: 'domain-{name}',
    parents: ['aaaUserEp'],
    config: { ...NAMED, restrictedRbacDomain: flag('no') },
    writeRoles,
  },
  aaaLoginDomain: {
    rn: 'logindomain-{name}',
    parents: ['aaaUserEp'],
    config: { ...DESCRIBED, guiBanner: '' },
    writeRoles,
  },
  aaaDomainAuth: {
    rn: 'domainauth',
    parents: ['aaaLoginDomain'],
    config: {
      ...NAMED,
      providerGroup: '',
      realm: choice('local', 'ldap', 'none', 'radius', 'rsa', 'saml', 'tacacs'),
    },
    writeRoles,
  },
  aaaBlockLoginProfile: {
    rn: 'blockloginp',
    parents: ['aaaUserEp'],
    config: {
      ...NAMED,
      blockDuration: whole('60', 1, 1440),
      enableLoginBlock: choice('disable', 'enable'),
      maxFailedAttempts: whole('5', 1, 15),
      maxFailedAttemptsWindow: whole('5', 1, 720),
      name: '',
    },
    writeRoles,
  },
  aaaSessionLR: {
    rn: 'subj-[{affected}]/sess-{id}',
    oper: {
      cause: 'transition',
      changeSet: '',
      code: '',
      created: '',
      descr: '',
      ind: 'special',
      severity: 'info',
      trig: '',
      txId: '0',
      user: '',
    },
    configurable: false,
    writeRoles,
    readRoles,
  },
  pkiEp: { rn: 'pkiext', parents: ['aaaUserEp'], config: { ...DESCRIBED, name: '' }, writeRoles },
  pkiWebTokenData: {
    rn: 'webtokendata',
    parents: ['pkiEp'],
    config: {
      ...DESCRIBED,
      maximumValidityPeriod: whole('24', 4, 24),
      name: '',
      sessionRecordFlags: flags('login,logout', 'login', 'logout', 'refresh'),
      uiIdleTimeoutSeconds: whole('1200', 60, 65_525),
      webtokenTimeoutSeconds: whole('600', 300, 9600),
    },
    writeRoles,
  },
  pkiKeyRing: {
    rn: 'keyring-{name}',
    parents: ['pkiEp'],
    config: {
      ...DESCRIBED,
      cert: text('', 16_384),
      modulus: choice('mod2048', 'mod512', 'mod1024', 'mod1536', 'mod3072', 'mod4096'),
      regen: flag('no'),
      tp: '',
    },
    secret: ['key'],
    writeRoles,
    readRoles,
  },
  pkiTP: {
    rn: 'tp-{name}',
    parents: ['pkiEp'],
    config: { ...DESCRIBED, certChain: text('', 65_536) },
    writeRoles,
  },
}
