import { Activity, Check, CircleAlert, Copy, FileDown, FolderOpen, Minus } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Bridge } from '../../../shared/contract.ts';
import type { Overview, Support } from '../../../shared/desk.ts';
import { useSaid } from '../../i18n/index.tsx';
import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { usePlace } from '../../parts/use-place.ts';
import { Figures } from './figures.tsx';
import css from './support.module.css';
import { AccountsTable, SourcesTable } from './tables.tsx';

/** How often the figures are asked for while somebody looks. Milliseconds. */
const EVERY = 2_000;

/** Live figures with their targets, and what a support file would hold, said before it is saved. */
export function SupportScreen({ client, overview }: { client: Bridge; overview: Overview | null }) {
  const support = useFigures(client);
  const { screens } = useSaid();
  const texts = screens.support;
  const [said, setSaid] = useState<string | null>(null);
  const copy = async (): Promise<void> => {
    const copied = await client.copySummary({});
    setSaid(copied.ok ? texts.copied : copied.error.message);
  };
  const save = async (): Promise<void> => {
    const saved = await client.saveSupportFile({});
    if (!saved.ok) setSaid(saved.error.message);
    else if (saved.value !== null) setSaid(texts.saved(saved.value.path));
  };
  const place = usePlace<HTMLDivElement>({ c: () => void copy(), s: () => void save() });
  return (
    <>
      <header className={`title ${css['title'] ?? ''}`}>
        <h1>{texts.title}</h1>
        <span className={css['live']}>
          <Icon of={Activity} small />
          {texts.live}
        </span>
        <span className="gap" />
        <span className="small quiet cut" role="status">
          {said}
        </span>
        <Button kind="quiet" icon={Copy} keys="C" onPress={() => void copy()}>
          {texts.copy}
        </Button>
        <Button icon={FileDown} keys="S" onPress={() => void save()}>
          {texts.save}
        </Button>
      </header>
      <div ref={place} tabIndex={-1} className={css['support']}>
        {support !== null && <Body support={support} overview={overview} client={client} />}
      </div>
    </>
  );
}

function useFigures(client: Bridge): Support | null {
  const [support, setSupport] = useState<Support | null>(null);
  useEffect(() => {
    let isOn = true;
    const ask = async (): Promise<void> => {
      const answer = await client.support({});
      if (isOn && answer.ok) setSupport(answer.value);
    };
    void ask();
    const timer = setInterval(() => void ask(), EVERY);
    return () => {
      isOn = false;
      clearInterval(timer);
    };
  }, [client]);
  return support;
}

function Body({ support, overview, client }: { support: Support; overview: Overview | null; client: Bridge }) {
  return (
    <>
      <Verdict support={support} overview={overview} />
      <Figures support={support} />
      <SourcesTable support={support} />
      <AccountsTable support={support} />
      <div className={css['lower']}>
        <Machine support={support} client={client} />
        <Holds lines={support.logLines} />
      </div>
    </>
  );
}

function Verdict({ support, overview }: { support: Support; overview: Overview | null }) {
  const { screens } = useSaid();
  const texts = screens.support;
  const verdict = overview?.health.verdict ?? 'fine';
  const isFine = verdict === 'fine' || verdict === 'working';
  const heading = isFine ? texts.fine : verdict === 'offline' ? texts.offline : texts.trouble;
  const reasons = overview?.health.reasons.map(({ message }) => message).join(' ') ?? '';
  return (
    <div className={isFine ? css['verdict'] : `${css['verdict'] ?? ''} ${css['off'] ?? ''}`}>
      <h2>
        <Icon of={isFine ? Check : CircleAlert} />
        {heading}
      </h2>
      <span>{isFine ? texts.fineWhy(support.sources.length, support.accounts.length) : reasons}</span>
    </div>
  );
}

function Machine({ support, client }: { support: Support; client: Bridge }) {
  const { screens, formats } = useSaid();
  const texts = screens.support.machine;
  return (
    <section>
      <h3>{texts.heading}</h3>
      <dl className={css['pairs']}>
        <dt>{texts.version}</dt>
        <dd>{support.version}</dd>
        <dt>{texts.memory}</dt>
        <dd>{formats.bytes(support.memoryBytes)}</dd>
        <dt>{texts.processor}</dt>
        <dd>{texts.processorOf(formats.fine(support.cpuShare))}</dd>
        <dt>{texts.history}</dt>
        <dd>{texts.historyOf(formats.number(support.calls), formats.bytes(support.databaseBytes))}</dd>
        {support.diskFreeBytes !== null && (
          <>
            <dt>{texts.disk}</dt>
            <dd>{texts.diskFree(formats.bytes(support.diskFreeBytes))}</dd>
          </>
        )}
      </dl>
      <span className={css['logs']}>
        <Button kind="quiet" icon={FolderOpen} onPress={() => void client.openLogFolder({})}>
          {texts.logs}
        </Button>
      </span>
    </section>
  );
}

function Holds({ lines }: { lines: readonly string[] }) {
  const { screens } = useSaid();
  const texts = screens.support.holds;
  return (
    <section>
      <h3>{texts.heading}</h3>
      <ul className={css['holds']}>
        {texts.yes.map((line) => (
          <li key={line}>
            <Icon of={Check} small />
            {line}
          </li>
        ))}
        {texts.no.map((line) => (
          <li key={line}>
            <Icon of={Minus} small />
            {line}
          </li>
        ))}
      </ul>
      {lines.length > 0 && (
        <pre className={css['log']} dir="ltr" tabIndex={0} aria-label={texts.heading}>
          {lines.slice(-8).join('\n')}
        </pre>
      )}
    </section>
  );
}
