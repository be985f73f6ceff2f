import { requestField, shown } from '../evidence/exchanges.js'
import { finding, ruleOf } from '../rule.js'

const WRONG: ReadonlySet<string> = new Set(['bad-signature', 'unknown-certificate', 'expired-certificate'])
const MOST_FINDINGS = 10

/** Requests that are signed instead of carrying a token. */
export const signatures = ruleOf(
  {
    id: 'apic.signatures',
    title: 'Signatures verify',
    level: 'must',
    axis: 'manners',
    requirement:
      'Each signature is of a known certificate, and covers method, path, query and body as they were sent.',
    remedy:
      'Sign the text that goes over the wire, after the query is put together and the body is written, and name the certificate by its whole DN.',
    source: 'CO, PY, AN, AG, TK',
    confidence: 'confirmed',
    controllers: ['apic'],
    needs: 'a signed request.',
  },
  ({ exchanges }) => ({
    seen: exchanges.some((exchange) =>
      /apic-request-signature/i.test(requestField(exchange, 'cookie') ?? ''),
    ),
    findings: exchanges
      .filter(({ auth }) => auth.outcome === 'refused' && WRONG.has(auth.cause))
      .slice(0, MOST_FINDINGS)
      .map((exchange) =>
        finding(
          `expected a signature that verifies; ${shown(exchange)} was refused${exchange.auth.outcome === 'refused' ? ` (${exchange.auth.cause})` : ''}`,
          exchange,
        ),
      ),
  }),
)
