import { filledIn } from '../text.js'

/**
 * How sure a part of an entry is: `C` confirmed, `L` likely, `G` a guess; see docs/sources.md.
 */
export type Confidence = 'C' | 'L' | 'G'

/** One error that the controller can answer with. */
export interface CatalogueEntry {
  /** HTTP status. */
  readonly status: number
  /** `code` of the error object: the HTTP status of failures of transport, a number of the model's own otherwise. */
  readonly code: number
  /** `text` of the error object; `{name}` stands for a value that the occasion gives. */
  readonly text: string
  /** Set where the user is known but lacks the privilege. */
  readonly forbidden?: true
  /** How sure code (with the HTTP status) and text are, each for itself. */
  readonly confidence: { readonly code: Confidence; readonly text: Confidence }
  /** Where code and text come from, in brackets; tags as in docs/sources.md. */
  readonly source: string
  /** Set where nothing here brings it about, so that only a fault can. */
  readonly byFaultOnly?: true
}

const CONFIRMED = { code: 'C', text: 'C' } as const
const TEXT_CONFIRMED = { code: 'G', text: 'C' } as const
const CODE_CONFIRMED = { code: 'C', text: 'G' } as const
const GUESSED = { code: 'G', text: 'G' } as const

/** Every error of the REST interface by the name of its occasion. Texts that are quoted are exact. */
export const ERROR_CATALOGUE = {
  // Who is asking.
  badCredentials: {
    status: 401,
    code: 401,
    text: 'Username or password is incorrect - FAILED {realm} authentication',
    confidence: CONFIRMED,
    source: '[C: AN-UT, NI, AN-IT; realms other than local guess]',
  },
  tokenTimeout: {
    status: 403,
    code: 403,
    text: 'Token was invalid (Error: Token timeout)',
    confidence: CONFIRMED,
    source: '[C: BOOK, AP]',
  },
  tokenInvalid: {
    status: 403,
    code: 403,
    text: 'Token was invalid (Error: Token timeout)',
    confidence: CODE_CONFIRMED,
    source: '[status after a logout C: AN-IT; after another end, and of unknown tokens: guess; text guess]',
  },
  lifetimeOver: {
    status: 403,
    code: 403,
    text: 'Token was invalid (Error: Token timeout)',
    confidence: GUESSED,
    source: '[guess]',
  },
  socketRefused: {
    status: 403,
    code: 403,
    text: 'Token was invalid (Error: Token timeout)',
    confidence: GUESSED,
    source: '[guess; status is option socketRefusalStatus]',
  },
  noCredentials: {
    status: 403,
    code: 403,
    text: 'Need a valid webtoken cookie (named APIC-Cookie) or a signed request with signature in the cookie APIC-Request-Signature for all REST API requests',
    confidence: CONFIRMED,
    source: '[C: SBX]',
  },
  challengeMissing: {
    status: 403,
    code: 403,
    text: 'Need a valid webtoken cookie (named APIC-Cookie) or a signed request with signature in the cookie APIC-Request-Signature for all REST API requests',
    confidence: GUESSED,
    source: '[guess after the text for no credentials]',
  },
  badSignature: {
    status: 403,
    code: 403,
    text: 'bad signature',
    confidence: CONFIRMED,
    source:
      "[C: CiscoDevNet/terraform-provider-aci#34; 'invalid padding' in 6.0(4c): #1148 there, 'padding check failed' in 4.0(1h): ansible/ansible#50913]",
  },
  unknownCertificate: {
    status: 403,
    code: 403,
    text: '',
    confidence: { code: 'L', text: 'L' },
    source: '[L: AG]',
  },
  expiredCertificate: {
    status: 403,
    code: 403,
    text: '',
    confidence: GUESSED,
    source: '[guess; option expiredCert]',
  },
  signedAppUserNeeded: {
    status: 403,
    code: 403,
    text: 'Request failed, an app token needs a request signed by an app user',
    forbidden: true,
    confidence: GUESSED,
    source: '[guess]',
  },
  signatureNeeded: {
    status: 403,
    code: 403,
    text: 'Request failed, a web token needs a signed request',
    forbidden: true,
    confidence: GUESSED,
    source: '[guess]',
  },
  // What the body says.
  malformedJson: {
    status: 400,
    code: 400,
    text: 'JSON parsing failed - incomplete attribute value at line: 1',
    confidence: CONFIRMED,
    source: '[C: AN-IT for a number in place of a string; other occasions guess]',
  },
  malformedXml: {
    status: 400,
    code: 400,
    text: 'XML parsing failed - {reason} at line: {line}',
    confidence: GUESSED,
    source: '[guess after the text for JSON]',
  },
  nestedTooDeep: {
    status: 400,
    code: 400,
    text: '{encoding} parsing failed - objects nested too deep at line: {line}',
    confidence: GUESSED,
    source: '[guess after the text for JSON]',
  },
  missingAttributes: {
    status: 400,
    code: 400,
    text: "invalid data at line '1'. Attributes are missing, tag 'attributes' must be specified first, before any other tag",
    confidence: CONFIRMED,
    source: '[C: AN-IT; at login guess]',
  },
  // What it asks for.
  unresolvedClass: {
    status: 400,
    code: 400,
    text: 'Request failed, unresolved class for {class}',
    confidence: CONFIRMED,
    source: '[C: SBX, PUV, BOOK]',
  },
  unknownClass: {
    status: 400,
    code: 122,
    text: 'unknown managed object class {class}',
    confidence: CONFIRMED,
    source: '[C: AN-IT]',
  },
  unknownAttribute: {
    status: 400,
    code: 400,
    text: "unknown attribute '{property}' in element '{class}'",
    confidence: CONFIRMED,
    source: '[C: AN-IT]',
  },
  wrongContainment: {
    status: 400,
    code: 400,
    text: "Invalid request. Can not contain child '{rn}' under parent '{parentDn}'",
    confidence: CONFIRMED,
    source: '[C: AN-IT]',
  },
  invalidRn: {
    status: 400,
    code: 104,
    text: 'Invalid RN {rn}',
    confidence: CONFIRMED,
    source: '[C: AN-IT]',
  },
  wrongRnPrefix: {
    status: 400,
    code: 104,
    text: 'Invalid DN {dn}, wrong rn prefix {rn} at position {position}',
    confidence: TEXT_CONFIRMED,
    source: '[text C: BOOK; code guess]',
  },
  propertyNotInClass: {
    status: 400,
    code: 121,
    text: "Prop '{property}' not found in class '{class}' property table",
    confidence: { code: 'C', text: 'L' },
    source: '[code C: AIM; text C in part: PUV; its beginning and end guess]',
  },
  noSuchFilter: {
    status: 400,
    code: 301,
    text: 'no such filter type',
    confidence: { code: 'L', text: 'L' },
    source: '[L: NI; status guess]',
  },
  malformedFilter: {
    status: 400,
    code: 400,
    text: 'Request failed, invalid filter expression at position {position}',
    confidence: GUESSED,
    source: '[guess]',
  },
  malformedPattern: {
    status: 400,
    code: 301,
    text: "invalid wildcard pattern '{pattern}'",
    confidence: GUESSED,
    source: '[guess; that it is refused L: NI]',
  },
  invalidOption: {
    status: 400,
    code: 400,
    text: "Request failed, invalid value '{value}' for option {option}",
    confidence: GUESSED,
    source: '[guess]',
  },
  failedValidation: {
    status: 400,
    code: 801,
    text: "property {property} of {dn} failed validation for value '{value}'",
    confidence: CONFIRMED,
    source: '[C: AN-IT, CiscoDevNet/ansible-aci#114]',
  },
  unknownValue: {
    status: 400,
    code: 120,
    text: 'unknown property value {value}, , name {property}, class {class} [(Dn0)] Dn0=, ',
    confidence: CONFIRMED,
    source: '[C: AN-IT]',
  },
  namingPropertyFixed: {
    status: 400,
    code: 120,
    text: 'Create-only and naming props cannot be modified after creation, class={class}, prop={property}',
    confidence: TEXT_CONFIRMED,
    source: '[text C: AN-IT; code guess]',
  },
  semanticRefusal: {
    status: 400,
    code: 105,
    text: '{sentence}',
    confidence: CONFIRMED,
    source: '[C: AN-IT; each feature has sentences of its own]',
    byFaultOnly: true,
  },
  invalidConfiguration: {
    status: 400,
    code: 1,
    text: 'Invalid Configuration : {reason}',
    confidence: CONFIRMED,
    source: '[C: AN-IT]',
  },
  passwordHistory: {
    status: 400,
    code: 1,
    text: 'Password history check: user {user} should not use previous {count} passwords',
    confidence: CONFIRMED,
    source: '[C: AN-IT]',
  },
  objectNotFound: {
    status: 400,
    code: 102,
    text: 'configured object ({dn}) not found',
    confidence: CODE_CONFIRMED,
    source: '[code C: AIM; text guess]',
  },
  objectExists: {
    status: 400,
    code: 103,
    text: 'Cannot create {dn}; object already exists',
    confidence: CODE_CONFIRMED,
    source: '[code C: AG, AP; text guess]',
  },
  undeletable: {
    status: 400,
    code: 107,
    text: 'Cannot delete object of class:{class}, {dn} cannot be deleted',
    confidence: CODE_CONFIRMED,
    source: '[code C: AG; text guess]',
  },
  distributedTransaction: {
    status: 400,
    code: 1,
    text: 'Failed to update multiple items in a single operation - request requires distributed transaction. Please modify request to process each item individually',
    confidence: TEXT_CONFIRMED,
    source: '[text C: BOOK; code guess]',
    byFaultOnly: true,
  },
  resolveTimeout: {
    status: 400,
    code: 1,
    text: 'Unable to deliver the message, Resolve timeout',
    confidence: TEXT_CONFIRMED,
    source: '[text C: PUV; code guess]',
    byFaultOnly: true,
  },
  domainAccessDenied: {
    status: 400,
    code: 170,
    text: 'user {user} does not have domain access to config Mo, class {class}',
    forbidden: true,
    confidence: { code: 'L', text: 'C' },
    source: '[text C: CO; status and code L: AIM]',
  },
  configureDenied: {
    status: 403,
    code: 403,
    text: 'Permission denied: user {user} may not configure class {class}',
    forbidden: true,
    confidence: GUESSED,
    source: '[status BLOG; text guess; option rbacDenyStyle]',
  },
  readDenied: {
    status: 403,
    code: 403,
    text: 'Permission denied: user {user} may not read {what}',
    forbidden: true,
    confidence: GUESSED,
    source: '[guess; option rbacReadDeny]',
  },
  datasetTooBig: {
    status: 400,
    code: 1,
    text: 'Unable to process the query, result dataset is too big',
    confidence: TEXT_CONFIRMED,
    source: '[text C: TK, RG; status C, RG has 503 as well; code guess]',
  },
  noWebSocket: {
    status: 405,
    code: 405,
    text: 'unable to locate opened web socket',
    confidence: { code: 'L', text: 'L' },
    source: '[L: NI]',
  },
  subscriptionGone: {
    status: 400,
    code: 400,
    text: 'Subscription refresh timeout',
    confidence: { code: 'G', text: 'G' },
    source: '[guess after the doubles in the tests of NI]',
  },
  requestInProgress: {
    status: 202,
    code: 202,
    text: 'Request in progress, please check state using URL: /api/checkRequestState.xml?id={id}',
    confidence: CONFIRMED,
    source: '[C: AG, CO, AP; status guess]',
  },
  unknownRequestState: {
    status: 400,
    code: 400,
    text: 'Request failed, unknown request id {id}',
    confidence: GUESSED,
    source: '[guess]',
  },
  methodNotAllowed: {
    status: 405,
    code: 405,
    text: 'Method {method} is not supported for this request',
    confidence: GUESSED,
    source: '[guess; that such methods are refused L: wingpy]',
  },
  unknownPath: {
    status: 400,
    code: 400,
    text: 'Request failed, unknown path {path}',
    confidence: GUESSED,
    source: '[guess]',
  },
} as const satisfies Record<string, CatalogueEntry>

/** Name of an entry of {@link ERROR_CATALOGUE}. */
export type CatalogueName = keyof typeof ERROR_CATALOGUE

type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never

/** The values that the text of an entry asks for. */
export type CatalogueValues<Name extends CatalogueName> = Record<
  Placeholders<(typeof ERROR_CATALOGUE)[Name]['text']>,
  string | number
>

/** Text of an entry with its values in place; values are taken as they are, braces in them too. */
export function catalogueText<Name extends CatalogueName>(name: Name, values: CatalogueValues<Name>): string {
  return filledIn(ERROR_CATALOGUE[name].text, values)
}
