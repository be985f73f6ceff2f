import type { Account } from './accounts.js'
import type { Mo } from './encoding.js'
import { signatureNeeded, signedAppUserNeeded, unknownClass } from './errors.js'

/** DNs of the users that stand for apps. */
const APP_USERS = 'uni/userext/appuser-'

/**
 * Checks who asks for an app token, and with what: `{"aaaAppToken":{"attributes":{"appName":"<app>"}}}` [C: TK, PY, AG].
 * @param isSigned whether the request was signed, for no other proof is taken
 * @throws ApicError 403 for anybody but an app user with a signature, 122 for another body
 */
export function requireAppTokenRequest(account: Account, isSigned: boolean, body: Mo): void {
  if (body.className !== 'aaaAppToken') throw unknownClass(body.className)
  if (isSigned && account.dn.startsWith(APP_USERS) && body.attributes.appName) return
  throw signedAppUserNeeded()
}

/**
 * Checks that a web token is asked for with a signature, by an ordinary user [L: NC].
 * @throws ApicError 403 otherwise
 */
export function requireSignature(isSigned: boolean): void {
  if (isSigned) return
  throw signatureNeeded()
}
