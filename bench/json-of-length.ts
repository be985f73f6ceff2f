const FRAME = '{"text":""}'

/** A JSON text of that length, and of 11 characters at least. */
export function jsonOfLength(length: number): string {
  return JSON.stringify({ text: 'x'.repeat(Math.max(0, length - FRAME.length)) })
}
