import { asHtml, ownWords, refMark } from '../../../../shared/text.ts';

/** The note of a call log, in HTML: the agent's own words, what has to be explained, and the reference. */
export function noteHtml(ref: string, own: string | null, explanations: readonly string[]): string {
  const paragraphs = [ownWords(own), ...explanations]
    .filter((text) => text !== '')
    .map((text) => `<p>${asHtml(text)}</p>`);
  return `${paragraphs.join('')}<p><small>Ref ${refMark(ref)}</small></p>`;
}
