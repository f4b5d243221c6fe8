import { useComputed, useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { roomInAddress, settingsOfRooms } from './address.ts';
import { type Room, rooms } from './rooms.ts';
import { type Theme, theme, themes } from './theme.ts';

/** The frame around the rooms. */
export function App() {
  const open = useComputed(() => rooms.find(({ name }) => name === roomInAddress.value) ?? rooms[0]);
  return (
    <>
      <a class="skip" href="#main" onClick={skipToMain}>
        Skip to the room
      </a>
      <header>
        <a class="brand" href={`#/${rooms[0].name}`}>
          <img src="icon.svg" alt="" width="28" height="28" />
          <span>Gemmule</span>
        </a>
        <nav aria-label="Rooms">
          {rooms.map(({ name, title }) => (
            <a
              key={name}
              href={settingsOfRooms.value.get(name)?.linkTo(name) ?? `#/${name}`}
              aria-current={open.value.name === name ? 'page' : undefined}
            >
              {title}
            </a>
          ))}
        </nav>
        <div class="tools">
          <UndoButtons room={open.value.name} />
          <ThemePicker />
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        <h1>
          {open.value.title} <small>{open.value.purpose}</small>
        </h1>
        <RoomView key={open.value.name} room={open.value} />
      </main>
    </>
  );
}

/** The address is the rooms', so the link must not change it. */
function skipToMain(event: Event): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

/** Loads a room's code, and shows it. */
function RoomView({ room }: { readonly room: Room }) {
  const Loaded = useSignal<ComponentType | undefined>(undefined);
  const error = useSignal<string | undefined>(undefined);
  const load = () => {
    error.value = undefined;
    room.load().then(
      (component) => (Loaded.value = component),
      (cause: unknown) => (error.value = cause instanceof Error ? cause.message : String(cause)),
    );
  };
  useEffect(() => {
    document.title = `${room.title} · Gemmule playground`;
    load();
  }, []);
  if (Loaded.value !== undefined) return <Loaded.value />;
  if (error.value === undefined) return <p class="waiting">Loading …</p>;
  return (
    <div class="refusal" role="alert">
      <strong>This room could not be loaded</strong> {error.value}{' '}
      <button type="button" onClick={load}>
        Try again
      </button>
    </div>
  );
}

function UndoButtons({ room }: { readonly room: string }) {
  const { value: all } = settingsOfRooms;
  const settings = all.get(room);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isText = event.target instanceof HTMLElement && event.target.matches('textarea, input:not([type=range])');
      if (isText || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return;
      event.preventDefault();
      if (event.shiftKey) settings?.redo();
      else settings?.undo();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [settings]);
  return (
    <>
      <button
        type="button"
        aria-label="Undo"
        title="Undo (Ctrl+Z)"
        disabled={settings?.canUndo.value !== true}
        onClick={settings?.undo}
      >
        ↶
      </button>
      <button
        type="button"
        aria-label="Redo"
        title="Redo (Ctrl+Shift+Z)"
        disabled={settings?.canRedo.value !== true}
        onClick={settings?.redo}
      >
        ↷
      </button>
    </>
  );
}

const themeTitles: Readonly<Record<Theme, string>> = { system: 'As the system', light: 'Light', dark: 'Dark' };

function ThemePicker() {
  return (
    <select
      aria-label="Colours"
      value={theme.value}
      onChange={(event) => (theme.value = event.currentTarget.value as Theme)}
    >
      {themes.map((one) => (
        <option key={one} value={one} selected={one === theme.value}>
          {themeTitles[one]}
        </option>
      ))}
    </select>
  );
}
