/**
 * The page that the web tier, an nginx under another name, makes for a status [C: AG for 404; the others after nginx].
 * @param reason as on the status line
 */
export function statusPage(status: number, reason: string): string {
  const title = `${status} ${reason}`
  return [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    '<hr><center>Cisco APIC</center>',
    '</body>',
    '</html>',
    '',
  ].join('\r\n')
}

/** The page for requests that a throttle turns away: its paragraph and link are what AG reads [L: AG; words guess]. */
export const THROTTLED_PAGE = [
  '<!DOCTYPE html>',
  '<html>',
  '<head><title>Error</title></head>',
  '<body>',
  '<h1>The request was not served.</h1>',
  '<p>This controller gets more requests than it is set to serve. Try again later.',
  'Its administrator finds the reason in the <a href="/">error log</a>.</p>',
  '</body>',
  '</html>',
  '',
].join('\n')
