import { ApiException, CataloguedException } from './api-exception.js'
import type { ApiTokens } from './api-tokens.js'
import type { FmcSessions } from './fmc-sessions.js'
import type { FmcOptions } from './options.js'
import type { Replies } from './replies.js'
import type { TokenKind } from './token-check.js'

/** The gateway in front of a cloud-delivered FMC does not wrap its error [C: SCC]. */
const GATEWAY_REFUSAL = '{"error":"invalid_token","errorDescription":"Your token is invalid"}'

/** `X-auth-access-token`, from a login or a refresh. */
export function accessTokens(
  sessions: FmcSessions,
  replies: Replies,
  { unknownTokenText }: FmcOptions,
): TokenKind {
  return {
    how: 'token',
    of: ({ headers }) => headers['x-auth-access-token'],
    judge: (token) => sessions.judge(token),
    refused: () => replies.error(new ApiException(401, unknownTokenText)),
  }
}

/** `Authorization: Bearer` with an API token. */
export function bearerTokens(
  apiTokens: ApiTokens,
  replies: Replies,
  { bearerRefusal }: FmcOptions,
): TokenKind {
  return {
    how: 'bearer',
    of: ({ headers }) => /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1],
    judge: (token) => apiTokens.judge(token),
    refused: () =>
      bearerRefusal === 'gateway'
        ? replies.json(401, GATEWAY_REFUSAL)
        : replies.error(new CataloguedException('bearerTokenInvalid')),
  }
}
