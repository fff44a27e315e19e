/** SQL for a time as RFC 3339 text in UTC, whatever the server's DateStyle and TimeZone, in milli- or microseconds. */
export function utcText(column: string, fraction: 'MS' | 'US'): string {
  return `to_char(timezone('UTC', ${column}), 'YYYY-MM-DD"T"HH24:MI:SS.${fraction}"Z"')`;
}
