import { Briefcase } from 'lucide-react';
import type { RefObject } from 'react';
import { useSaid } from '../../i18n/index.tsx';
import { SelectField } from '../../parts/field.tsx';
import type { Work } from './draft.ts';
import css from './wrap-up.module.css';

const NONE = 'none';

/** The deal or lead that the call is logged to. */
export function DealField({
  box,
  works,
  value,
  onChange,
}: {
  box: RefObject<HTMLDivElement | null>;
  works: readonly Work[];
  value: Work | null;
  onChange: (work: Work | null) => void;
}) {
  const words = useSaid().screens.wrapUp;
  const idOf = ({ kind, id }: Work): string => `${kind}:${id}`;
  return (
    <div ref={box} className={css['deal']}>
      <SelectField
        label={words.deal}
        icon={Briefcase}
        placeholder={works.length === 0 ? words.noDeals : words.noDeal}
        isDisabled={works.length === 0}
        options={[{ id: NONE, label: words.noDeal }, ...works.map((work) => ({ id: idOf(work), label: work.title }))]}
        value={value === null ? null : idOf(value)}
        onChange={(id) => {
          onChange(works.find((work) => idOf(work) === id) ?? null);
        }}
      />
    </div>
  );
}
