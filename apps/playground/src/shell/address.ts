import { computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import { type History, history } from './history.ts';

/*
 * The part of the address behind `#` says which room is open and how it is set: `#/arithmetic?kernel=5`. A link to it opens
 * the same picture, on any host, since no server sees that part.
 */

const hash = signal(location.hash);
addEventListener('hashchange', () => {
  hash.value = location.hash;
});

/** The name of the room in the address; empty where there is none. */
export const roomInAddress: ReadonlySignal<string> = computed(() => partsOf(hash.value).room);

function partsOf(text: string): { readonly room: string; readonly parameters: URLSearchParams } {
  const [, room = '', query = ''] = /^#\/([a-z0-9-]*)\??(.*)$/.exec(text) ?? [];
  return { room, parameters: new URLSearchParams(query) };
}

/** Milliseconds. */
const settlingTime = 200;

/** Settings that stand in the address of their rooms, and can be undone. */
export interface Settings<T> extends History<T> {
  /** What leads to a room as it is set now. */
  readonly linkTo: (room: string) => string;
}

export interface SettingsForm<T> {
  /** The rooms that these settings are for. */
  readonly rooms: readonly string[];
  /** Reads what anybody may have written. */
  readonly read: (parameters: URLSearchParams) => T;
  readonly write: (value: T) => URLSearchParams;
}

const registered = signal<ReadonlyMap<string, Settings<unknown>>>(new Map());
/** All settings there are, by room: the shell undoes those of the room that is open. */
export const settingsOfRooms: ReadonlySignal<ReadonlyMap<string, Settings<unknown>>> = registered;

export function settingsInAddress<T>({ rooms, read, write }: SettingsForm<T>): Settings<T> {
  const isOpen = (): boolean => rooms.includes(roomInAddress.peek());
  const states = history(read(isOpen() ? partsOf(hash.peek()).parameters : new URLSearchParams()));
  const linkTo = (room: string): string => {
    const query = write(states.value.value).toString().replaceAll('%2C', ',');
    return query === '' ? `#/${room}` : `#/${room}?${query}`;
  };
  // From a link, or by the buttons of the browser: into the settings.
  effect(() => {
    const { room, parameters } = partsOf(hash.value);
    if (!rooms.includes(room)) return;
    untracked(() => {
      const next = read(parameters);
      if (write(next).toString() !== write(states.value.value).toString()) states.change(next);
    });
  });
  // From the settings into the address; not at once, since browsers bear few such changes a second.
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const room = roomInAddress.value;
    const link = linkTo(room);
    clearTimeout(timer);
    if (!rooms.includes(room)) return;
    timer = setTimeout(() => {
      if (link === location.hash) return;
      window.history.replaceState(null, '', link);
      hash.value = link;
    }, settlingTime);
  });
  const settings: Settings<T> = { ...states, linkTo };
  registered.value = new Map([
    ...registered.peek(),
    ...rooms.map((room) => [room, settings as Settings<unknown>] as const),
  ]);
  return settings;
}
