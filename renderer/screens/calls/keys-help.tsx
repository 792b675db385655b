import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useSaid } from '../../i18n/index.tsx';
import { Button } from '../../parts/button.tsx';
import { Keys } from '../../parts/kbd.tsx';

/** What `?` shows. */
export function KeysHelp({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { screens } = useSaid();
  const { keys, detail } = screens.calls;
  return (
    <ModalOverlay
      className="veil"
      isDismissable
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal>
        <Dialog className="dialog">
          <Heading slot="title" level={2}>
            {keys.title}
          </Heading>
          <ul className="keys-list">
            {keys.rows.map(([pressed, does]) => (
              <li key={pressed}>
                <Keys keys={pressed} />
                <span className="hidden">{pressed}</span>
                <span>{does}</span>
              </li>
            ))}
          </ul>
          <div className="dialog-acts">
            <Button autoFocus keys="Esc" onPress={onClose}>
              {detail.close}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
