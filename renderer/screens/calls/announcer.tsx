import { useEffect, useState } from 'react';
import { crmName } from '../../../shared/texts/crm.ts';
import { useSaid } from '../../i18n/index.tsx';
import { useList, useOverview, useUi } from './desk.ts';

/** Said politely to screen readers: what became of a press, what came meanwhile, a sign-in that was lost. */
export function Announcer() {
  const { calls } = useSaid().screens;
  const said = useUi((state) => state.said);
  const arrived = useList((state) => state.arrived.size);
  const { overview } = useOverview();
  const lost = overview?.accounts.find(({ state }) => state === 'sign_in')?.crm;
  const [words, setWords] = useState('');
  useEffect(() => {
    if (said !== null) setWords(said.text);
  }, [said]);
  useEffect(() => {
    if (arrived > 0) setWords(calls.arrived(arrived));
  }, [arrived, calls]);
  useEffect(() => {
    if (lost !== undefined) setWords(calls.status.signIn(crmName(lost)));
  }, [lost, calls]);
  return (
    <div className="hidden" role="status" aria-live="polite">
      {words}
    </div>
  );
}
