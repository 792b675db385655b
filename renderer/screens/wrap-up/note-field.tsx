import type { RefObject } from 'react';
import { Label, TextArea, TextField } from 'react-aria-components';
import { useSaid } from '../../i18n/index.tsx';
import css from './wrap-up.module.css';

/** Takes what room is left. */
export function NoteField({
  field,
  value,
  onChange,
}: {
  field: RefObject<HTMLTextAreaElement | null>;
  value: string;
  onChange: (text: string) => void;
}) {
  const words = useSaid().screens.wrapUp;
  return (
    <TextField className={css['note'] ?? ''} value={value} onChange={onChange} maxLength={20_000}>
      <Label className="hidden">{words.note}</Label>
      <TextArea ref={field} className={`field ${css['area'] ?? ''}`} placeholder={words.note} />
    </TextField>
  );
}
