import { EVERY_CONTROLLER } from '../every-controller.js'
import { shown } from '../evidence/exchanges.js'
import { finding, ruleOf } from '../rule.js'

/** Parameters that carry a secret; what stood there shows as a mask or a fingerprint. */
const SECRET_PARAMETER =
  /[?&](?!challenge=|url-token=)[\w.-]*(?:pwd|pass|secret|token)[\w.-]*=(?:\[masked\]|#[0-9a-f]{8})/i
/** A web token that stands anywhere else than in the path of a socket, which has to have it there. */
const TOKEN_IN_TARGET = /^(?!\/socket).*#[0-9a-f]{8}(?![\w-])/
/** Parameters by which an APIC takes a challenge token. */
const CHALLENGE = /(?<=[?&](?:challenge|url-token)=)#[0-9a-f]{8}/g
const MOST_FINDINGS = 10

/** Targets stand in access logs, proxies and histories. */
export const noSecretInUrl = ruleOf(
  {
    id: 'requests.no-secret-in-url',
    title: 'No password and no token in a URL',
    level: 'must',
    axis: 'manners',
    requirement: 'No request has a password or a session token in its path or query.',
    remedy:
      'Targets are written to the logs of every proxy and server on the way. Send passwords in bodies and tokens in header fields or cookies.',
    source: 'RFC 9110',
    confidence: 'confirmed',
    controllers: EVERY_CONTROLLER,
    needs: 'a request.',
  },
  ({ exchanges }) => ({
    seen: exchanges.length > 0,
    findings: exchanges
      .filter(({ request: { target } }) => hasSecret(target))
      .slice(0, MOST_FINDINGS)
      .map((exchange) => finding(`expected no secret in a URL; found one in ${shown(exchange)}`, exchange)),
  }),
)

function hasSecret(target: string): boolean {
  if (!target.includes('#') && !target.includes('[masked]')) return false
  return SECRET_PARAMETER.test(target) || TOKEN_IN_TARGET.test(target.replace(CHALLENGE, ''))
}
