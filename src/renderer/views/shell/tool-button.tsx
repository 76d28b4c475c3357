/** A button of the toolbar: icon and label, of which narrow windows keep the icon. Its name is the same either way. */
import { Button, Tooltip, type ButtonProps } from '@mantine/core';
import classes from './toolbar.module.css';

export interface ToolButtonProps extends ButtonProps {
  readonly icon: React.ReactNode;
  readonly label: string;
  readonly hint: string;
  readonly chord?: string;
  readonly pressed?: boolean;
  readonly testId: string;
  /** The label stays however narrow the window is. */
  readonly firm?: boolean;
  onClick(): void;
}

export function ToolButton(props: ToolButtonProps): React.JSX.Element {
  const { icon, label, hint, chord, pressed, testId, firm = false, onClick, ...rest } = props;
  return (
    <Tooltip label={chord === undefined ? hint : `${hint}  ${chord}`} multiline maw={420}>
      <Button
        variant="subtle"
        color="gray"
        leftSection={icon}
        aria-label={label}
        onClick={onClick}
        data-testid={testId}
        classNames={{ root: classes.tool ?? '', section: classes.toolIcon ?? '', label: classes.toolLabel ?? '' }}
        {...(firm && { 'data-firm': true })}
        {...(pressed !== undefined && { 'aria-pressed': pressed })}
        {...rest}
      >
        {label}
      </Button>
    </Tooltip>
  );
}
