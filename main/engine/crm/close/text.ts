import { asHtml } from '../../../../shared/text.ts';

/** Rich text as Close wants it: paragraphs inside one `<body>`. */
export function noteHtml(paragraphs: readonly string[]): string {
  return `<body>${paragraphs.map((text) => `<p>${asHtml(text)}</p>`).join('')}</body>`;
}
