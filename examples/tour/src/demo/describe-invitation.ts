import type { TourReport } from '../tour.js';

/** Requests to try by hand. The tokens are shown to whoever started the program, and are nowhere else. */
export function describeInvitation(baseUrl: string, { clerk, admin }: TourReport['tokens']): readonly string[] {
  const as = (token: string) => `-H 'Authorization: Bearer ${token}'`;
  const json = `-H 'Content-Type: application/json' -d '{"name":"Your company","city":"Your city"}'`;
  return [
    `Serving at ${baseUrl} until you press Ctrl-C. To try in another terminal:`,
    '',
    '# as the clerk, create a customer',
    `curl -s ${baseUrl}/customers ${as(clerk)} ${json}`,
    '',
    '# as the clerk, try what only accountants may',
    `curl -s -X DELETE ${baseUrl}/invoices/1 ${as(clerk)}`,
    '',
    '# as the administrator, read what is on record now; that you read it will be, too',
    `curl -s ${baseUrl}/audit-events ${as(admin)}`,
  ];
}
