import type { Account } from './accounts.js'
import type { Configurator } from './configuring.js'
import { type Mo, mo } from './encoding.js'
import { unknownClass, writeDenied } from './errors.js'
import type { ApicOptions } from './options.js'

/**
 * Gives users a certificate to sign with, whatever their roles:
 * `{"aaaChangeX509Cert":{"attributes":{"userName":"ci","name":"ci","data":"<PEM>"}}}` [L: PY; effect guess].
 * @param wallMs for `modTs`, in ms since 1970
 * @throws ApicError 122 for another body, a refusal of RBAC for another user, and as any write does
 */
export function changeOwnCertificate(
  account: Account,
  body: Mo,
  { configurator, denyStyle }: { configurator: Configurator; denyStyle: ApicOptions['rbacDenyStyle'] },
  wallMs: number,
): void {
  if (body.className !== 'aaaChangeX509Cert') throw unknownClass(body.className)
  const { userName, name = '', data = '' } = body.attributes
  if (userName !== account.name) throw writeDenied(denyStyle, account.name, 'aaaUserCert')
  const domains = [{ name: 'all', roles: [{ name: 'admin', privilege: 'write' as const }] }]
  configurator.post({ ...account, domains }, account.dn, mo('aaaUserCert', { name, data }), wallMs)
}
