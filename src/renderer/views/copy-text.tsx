/** Text to the clipboard, said in the corner where it does not get there. */
import { notifications } from '@mantine/notifications';
import { words } from '../display/words.ts';

export async function copyText(text: string): Promise<boolean> {
  const copied = (await toClipboard(text)) || bySelection(text);
  if (!copied) {
    const { copyFailed, copyFailedWhy } = words().common;
    notifications.show({ title: copyFailed, message: copyFailedWhy, color: 'red', withBorder: true });
  }
  return copied;
}

/** Pages that do not come from this machine or over TLS have no clipboard. */
async function toClipboard(text: string): Promise<boolean> {
  const { clipboard } = navigator as { readonly clipboard?: Clipboard };
  if (clipboard === undefined) return false;
  try {
    await clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function bySelection(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  const { activeElement } = document;
  document.body.append(area);
  area.select();
  // The only other way there is.
  // eslint-disable-next-line typescript/no-deprecated
  const copied = document.execCommand('copy');
  area.remove();
  if (activeElement instanceof HTMLElement) activeElement.focus();
  return copied;
}
