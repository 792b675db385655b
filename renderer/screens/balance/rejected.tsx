import { useState } from 'react';
import { Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { Bridge } from '../../../shared/contract.ts';
import type { RejectedRecord } from '../../../shared/desk.ts';
import { useSaid } from '../../i18n/index.tsx';
import { Button, LinkButton } from '../../parts/button.tsx';
import css from './balance.module.css';

/** Records that are no calls: where each stands, why it could not be read, and its text. */
export function Rejected({ client, count }: { client: Bridge; count: number }) {
  const { screens, formats } = useSaid();
  const texts = screens.balance;
  const [records, setRecords] = useState<readonly RejectedRecord[]>([]);
  const read = async (): Promise<void> => {
    const answer = await client.rejectedRecords({});
    if (answer.ok) setRecords(answer.value);
  };
  return (
    <DialogTrigger
      onOpenChange={(open) => {
        if (open) void read();
      }}
    >
      <LinkButton>{texts.unread(formats.number(count))}</LinkButton>
      <ModalOverlay className="veil" isDismissable>
        <Modal>
          <Dialog className="dialog">
            {({ close }) => (
              <>
                <Heading slot="title" level={2}>
                  {texts.rejectedTitle}
                </Heading>
                <ul className={css['rejected']}>
                  {records.map(({ file, offset, detail, text }) => (
                    <li key={`${file}:${offset}`}>
                      <span className="strong">{detail}</span>
                      <span className="quiet small">{texts.rejectedAt(file, formats.number(offset))}</span>
                      <code>{text}</code>
                    </li>
                  ))}
                </ul>
                <div className="dialog-acts">
                  <Button onPress={close}>{texts.close}</Button>
                </div>
              </>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}
