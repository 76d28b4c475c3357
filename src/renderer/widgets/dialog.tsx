/** A question or a sheet above everything: its button to close says so, and its head is not taken for the page's. */
import { Modal, type ModalProps } from '@mantine/core';
import { words } from '../display/words.ts';

export function Dialog({ closeButtonProps, ...props }: ModalProps): React.JSX.Element {
  return (
    <Modal
      closeButtonProps={{ 'aria-label': words().common.close, ...closeButtonProps }}
      attributes={{ header: { role: 'presentation' } }}
      {...props}
    />
  );
}
