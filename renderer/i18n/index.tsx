import { createContext, useContext, useEffect, useMemo, type ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { languageOf, textsOf, type Language, type Texts } from '../../shared/texts/index.ts';
import { formatsOf, type Formats } from './formats.ts';
import { SCREENS_DE } from './de/index.ts';
import { SCREENS_EN, type ScreenTexts } from './en/index.ts';

/** Everything that is said, in one language: the words all parts share, those of the screens, and how figures are written. */
export interface Said {
  readonly language: Language;
  readonly words: Texts;
  readonly screens: ScreenTexts;
  readonly formats: Formats;
}

export function saidIn(chosen: Language | 'system', locale: string, timeZone?: string): Said {
  const language = languageOf(chosen, locale);
  return {
    language,
    words: textsOf(language),
    screens: language === 'de' ? SCREENS_DE : SCREENS_EN,
    formats: formatsOf(language, locale, timeZone),
  };
}

const Context = createContext<Said>(saidIn('en', 'en'));

export function Speaks({ language, children }: { language: Language | 'system'; children: ReactNode }) {
  const said = useMemo(() => saidIn(language, navigator.language), [language]);
  useEffect(() => {
    document.documentElement.lang = said.language;
    document.documentElement.dataset['clock'] = said.formats.hour12 ? '12' : '24';
  }, [said]);
  return (
    <I18nProvider locale={said.language}>
      <Context value={said}>{children}</Context>
    </I18nProvider>
  );
}

export const useSaid = (): Said => useContext(Context);
