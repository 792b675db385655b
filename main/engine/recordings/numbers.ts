/** The runs of digits of an address as a name writes it: host, separators and `+` taken away. */
export function digitRuns(address: string): readonly string[] {
  const user = address.split('@')[0] ?? '';
  return user.replace(/(?<=\d)[ ().-]+(?=\d)/g, '').match(/\d{2,}/g) ?? [];
}

/** Long numbers are equal when their last 7 to 9 digits are (prefixes differ from place to place), short ones in full. */
export function sameNumber(one: string, other: string): boolean {
  const length = Math.min(9, one.length, other.length);
  return length >= 7 ? one.slice(-length) === other.slice(-length) : one === other;
}

/** Numbers that are the same share it. */
export function numberKey(digits: string): string {
  return digits.length >= 7 ? digits.slice(-7) : digits;
}
