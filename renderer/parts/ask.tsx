import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Button } from './button.tsx';

interface AskProps {
  readonly title: string;
  /** What will happen and cannot be taken back. */
  readonly text: string;
  readonly yes: string;
  readonly no: string;
  readonly isOpen: boolean;
  readonly onAnswer: (yes: boolean) => void;
}

/** Asks before what cannot be taken back; nothing else deserves a dialog. */
export function Ask({ title, text, yes, no, isOpen, onAnswer }: AskProps) {
  return (
    <ModalOverlay
      className="veil"
      isDismissable
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onAnswer(false);
      }}
    >
      <Modal>
        <Dialog className="dialog" role="alertdialog">
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          <p>{text}</p>
          <div className="dialog-acts">
            <Button
              autoFocus
              onPress={() => {
                onAnswer(false);
              }}
            >
              {no}
            </Button>
            <Button
              kind="primary"
              onPress={() => {
                onAnswer(true);
              }}
            >
              {yes}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
