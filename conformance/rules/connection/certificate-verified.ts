import { EVERY_CONTROLLER } from '../every-controller.js'
import { finding, ruleOf } from '../rule.js'

const MOST_EVIDENCE = 10

/** Whoever can stand between a client that does not verify and its controller has its password. */
export const certificateVerified = ruleOf(
  {
    id: 'connection.certificate-verified',
    title: 'Nothing is sent to a controller whose certificate is not to be trusted',
    level: 'must',
    axis: 'manners',
    requirement:
      'A client sends no request to a controller whose certificate comes from an authority that it was not told to trust.',
    remedy:
      'Whoever can pose as the controller has the password with the first login. Turn verification on, and give the HTTP client the certificate of the authority (MIDRUN_CA_FILE) rather than an option such as verify=False, validate_certs: false or -k.',
    source: 'by construction',
    confidence: 'confirmed',
    controllers: EVERY_CONTROLLER,
    needs: 'a controller with a certificate that the client has no reason to trust.',
    notFromHar: 'A HAR file does not tell which certificates the client was told to trust.',
  },
  ({ exchanges, circumstances: { untrustedCertificate = false } }) => {
    const [first, ...others] = exchanges
    if (!untrustedCertificate || first === undefined) return { seen: untrustedCertificate, findings: [] }
    const logins = exchanges.filter(({ purpose }) => purpose === 'login')
    const password = logins.length === 0 ? '' : `, ${logins.length} of them with the password`
    const message = `expected no request, for the certificate is not to be trusted; ${exchanges.length} came${password}`
    const evidence = [...others.slice(0, MOST_EVIDENCE - 1), ...logins.slice(0, 1)]
    return { seen: true, findings: [finding(message, first, ...evidence)] }
  },
)
