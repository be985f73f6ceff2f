/** Those of the instants that are less than a window old, and now itself. */
export function withinWindow(
  instantsMs: readonly number[] | undefined,
  windowSeconds: number,
  nowMs: number,
): number[] {
  const recent = (instantsMs ?? []).filter((atMs) => nowMs - atMs < windowSeconds * 1000)
  recent.push(nowMs)
  return recent
}
