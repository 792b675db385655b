/**
 * 53 bits of a text: two lanes of FNV-1a over its UTF-16 units, mixed at the end. Not for secrets. Only rows of one source
 * that begin in the same second are told apart by it, so that chance needs about a hundred million equal seconds to
 * confuse two.
 */
export function textHash(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit ^ (low >>> 15), 0x85ebca6b);
  }
  low = mix(low ^ Math.imul(high, 0x9e3779b1));
  high = mix(high ^ Math.imul(low, 0xc2b2ae35));
  return (high & 0x1fffff) * 0x100000000 + (low >>> 0);
}

function mix(lane: number): number {
  let mixed = lane;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
