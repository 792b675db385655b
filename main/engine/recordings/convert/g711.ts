/** ITU-T G.711: each byte stands for one of 256 levels of 16 bits, so nothing is lost by writing them out. */

function ulawLevel(byte: number): number {
  const code = ~byte & 0xff;
  const level = ((((code & 0x0f) << 3) + 132) << ((code >> 4) & 7)) - 132;
  return code & 0x80 ? -level : level;
}

function alawLevel(byte: number): number {
  const code = byte ^ 0x55;
  const segment = (code >> 4) & 7;
  const step = ((code & 0x0f) << 4) + 8;
  const level = segment === 0 ? step : (step + 256) << (segment - 1);
  return code & 0x80 ? level : -level;
}

export const ULAW: Int16Array = Int16Array.from({ length: 256 }, (_, byte) => ulawLevel(byte));
export const ALAW: Int16Array = Int16Array.from({ length: 256 }, (_, byte) => alawLevel(byte));
