import {
  type CatalogueEntry,
  type CatalogueName,
  type CatalogueValues,
  catalogueText,
  ERROR_CATALOGUE,
} from './error-catalogue.js'

/** An answer that is an error: HTTP status, and the code and text of its error object. */
export class ApicError extends Error {
  readonly status: number
  readonly code: number
  /** Whether the user is known but lacks the privilege. */
  readonly forbidden: boolean
  /** Entry of the catalogue and what its text asks for; undefined for an error that is none of them. */
  readonly occasion: ErrorOccasion | undefined

  constructor(status: number, code: number, text: string, forbidden = false, occasion?: ErrorOccasion) {
    super(text)
    this.status = status
    this.code = code
    this.forbidden = forbidden
    this.occasion = occasion
  }
}

/** Which entry of the catalogue an error is, with the values in its text. */
export interface ErrorOccasion {
  readonly name: CatalogueName
  readonly values: Readonly<Record<string, string | number>>
}

/**
 * An error of the catalogue.
 * @param status instead of the catalogue's HTTP status, where an option chooses it
 */
export function catalogued<Name extends CatalogueName>(
  name: Name,
  values: CatalogueValues<Name>,
  status?: number,
): ApicError {
  const entry: CatalogueEntry = ERROR_CATALOGUE[name]
  const text = catalogueText(name, values)
  return new ApicError(status ?? entry.status, entry.code, text, entry.forbidden, { name, values })
}

/** A token that has timed out. */
export const tokenTimeout = () => catalogued('tokenTimeout', {})

/** A token of a session that was ended, one that was replaced, or one that nobody knows. */
export const tokenInvalid = () => catalogued('tokenInvalid', {})

/** A session whose maximum lifetime is over. */
export const lifetimeOver = () => catalogued('lifetimeOver', {})

/** A websocket with a token that is not good. @param status as option `socketRefusalStatus` */
export const socketRefused = (status: number) =>
  new ApicError(status, status, ERROR_CATALOGUE.socketRefused.text, false, {
    name: 'socketRefused',
    values: {},
  })

/** Neither token nor signature. */
export const noCredentials = () => catalogued('noCredentials', {})

/** A token without the challenge that its session asks for. */
export const challengeMissing = () => catalogued('challengeMissing', {})

/** A signature that does not verify. */
export const badSignature = () => catalogued('badSignature', {})

/** A signature by a certificate that no active user has. */
export const unknownCertificate = () => catalogued('unknownCertificate', {})

/** A signature by a certificate outside its validity. */
export const expiredCertificate = () => catalogued('expiredCertificate', {})

/** An app token that is asked for otherwise than by the signature of an app user. */
export const signedAppUserNeeded = () => catalogued('signedAppUserNeeded', {})

/** A web token that is asked for without a signature. */
export const signatureNeeded = () => catalogued('signatureNeeded', {})

/** Wrong name or password. @param status 401, or 200 as very old releases had it */
export const badCredentials = (realm: string, status?: number) =>
  catalogued('badCredentials', { realm }, status)

/** The body is not the JSON that the interface takes, or a value is not a string. */
export const malformedJson = () => catalogued('malformedJson', {})

/** The body is not well-formed XML, or has what no object has. @param line from 1 */
export const malformedXml = (reason: string, line: number) => catalogued('malformedXml', { reason, line })

/** The body nests more objects than the controller takes. @param line from 1 */
export const nestedTooDeep = (encoding: 'JSON' | 'XML', line: number) =>
  catalogued('nestedTooDeep', { encoding, line })

/** An object of the body has no `attributes`, or has them after `children`. */
export const missingAttributes = () => catalogued('missingAttributes', {})

/** Query for a class that does not exist. */
export const unresolvedClass = (className: string) => catalogued('unresolvedClass', { class: className })

/** Configuration of a class that does not exist. */
export const unknownClass = (className: string) => catalogued('unknownClass', { class: className })

/** Configuration of a property that the class does not have. */
export const unknownAttribute = (property: string, className: string) =>
  catalogued('unknownAttribute', { property, class: className })

/** A class that cannot stand where the request puts it. */
export const wrongContainment = (rn: string, parentDn: string) =>
  catalogued('wrongContainment', { rn, parentDn })

/** An RN that does not have the form of its class. */
export const invalidRn = (rn: string) => catalogued('invalidRn', { rn })

/** An RN whose prefix no class has there. @param position in characters, from 0 (guess) */
export const wrongRnPrefix = (dn: string, rn: string, position: number) =>
  catalogued('wrongRnPrefix', { dn, rn, position })

/** A filter or an order by a property that the class does not have. */
export const propertyNotInClass = (property: string, className: string) =>
  catalogued('propertyNotInClass', { property, class: className })

/** A filter function that does not exist. */
export const noSuchFilter = () => catalogued('noSuchFilter', {})

/** A value that the property cannot have. */
export const failedValidation = (property: string, dn: string, value: string) =>
  catalogued('failedValidation', { property, dn, value })

/** A value outside an enumeration. */
export const unknownValue = (property: string, className: string, value: string) =>
  catalogued('unknownValue', { value, property, class: className })

/** A naming property that contradicts the DN. */
export const namingPropertyFixed = (property: string, className: string) =>
  catalogued('namingPropertyFixed', { class: className, property })

/** The object to modify, or the parent of the one to create, is absent. */
export const objectNotFound = (dn: string) => catalogued('objectNotFound', { dn })

/** `status` is `created` and the object is there. */
export const objectExists = (dn: string) => catalogued('objectExists', { dn })

/** An object of the system. */
export const undeletable = (className: string, dn: string) =>
  catalogued('undeletable', { class: className, dn })

/** A configuration that no policy allows. */
export const invalidConfiguration = (reason: string) => catalogued('invalidConfiguration', { reason })

/** A password that the user has or had lately. @param count how many are remembered */
export const passwordHistory = (user: string, count: number) => catalogued('passwordHistory', { user, count })

/** A write that RBAC refuses. @param style as option `rbacDenyStyle` */
export const writeDenied = (style: '403' | '400-170', user: string, className: string) =>
  catalogued(style === '403' ? 'configureDenied' : 'domainAccessDenied', { user, class: className })

/** A read of which nothing is visible. @param what DN, or class with its name */
export const readDenied = (user: string, what: string) => catalogued('readDenied', { user, what })

/** A subscription without an open websocket. */
export const noWebSocket = () => catalogued('noWebSocket', {})

/** A refresh of a subscription that is not, or no longer, there. */
export const subscriptionGone = () => catalogued('subscriptionGone', {})

/** A read that finds more objects than one reply can hold. @param status 400, or 503 as RG has it too */
export const datasetTooBig = (status?: number) => catalogued('datasetTooBig', {}, status)

/** The answer to a request that is not finished yet; a success that has the form of an error. @param id to ask with */
export const requestInProgress = (id: number, status?: number) =>
  catalogued('requestInProgress', { id }, status)

/** A question after the state of a request that nobody knows. */
export const unknownRequestState = (id: string) => catalogued('unknownRequestState', { id })

/** A method that the path does not serve. */
export const methodNotAllowed = (method: string) => catalogued('methodNotAllowed', { method })

/** A path below `/api/` that names nothing. */
export const unknownPath = (path: string) => catalogued('unknownPath', { path })
