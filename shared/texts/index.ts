import { DE } from './de.ts';
import { EN, type Texts } from './en.ts';

export type { Texts } from './en.ts';
export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

const TEXTS: Readonly<Record<Language, Texts>> = { en: EN, de: DE };

export const textsOf = (language: Language): Texts => TEXTS[language];

/** The language chosen, or the first that fits the system's locale (`de-AT`). */
export function languageOf(chosen: Language | 'system', locale: string): Language {
  if (chosen !== 'system') return chosen;
  return LANGUAGES.find((language) => locale.toLowerCase().startsWith(language)) ?? 'en';
}
