import type { ComponentChildren } from 'preact';
import { useSignal } from '@preact/signals';

/** The settings of a room: beside the room where there is place, and folded above it on a narrow screen. */
export function SidePanel({ children }: { readonly children: ComponentChildren }) {
  const isOpen = useSignal(matchMedia('(width >= 1000px)').matches);
  return (
    <aside aria-label="Settings">
      <details open={isOpen.value} onToggle={({ currentTarget }) => (isOpen.value = currentTarget.open)}>
        <summary>Settings</summary>
        {children}
      </details>
    </aside>
  );
}
