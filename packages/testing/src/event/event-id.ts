/** A UUIDv7 (RFC 9562) of a time, whose last 48 bits are given as 12 hexadecimal digits. */
export function eventIdAt(time: Date, tail: string): string {
  const ms = time.getTime().toString(16).padStart(12, '0');
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7000-8000-${tail}`;
}
