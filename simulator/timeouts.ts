/** A lifetime that an administrator can set while a controller runs. */
export interface Timeout {
  /** As the controller's option is called. */
  name: string
  /** What it is, in a few words. */
  title: string
  value: number
  unit: 's'
  /** Least and greatest value that is taken: more than a product allows, so that runs need not take hours. */
  min: number
  max: number
}

/** Names and values in s of lifetimes that are to be set. */
export type TimeoutValues = Readonly<Record<string, number>>

/** A lifetime of whole seconds, up to a year. */
export function timeoutInSeconds(name: string, title: string, value: number): Timeout {
  return { name, title, value, unit: 's', min: 1, max: 31_536_000 }
}
