import { useLayoutEffect, useRef } from 'preact/hooks';
import { isDark } from '../shell/theme.ts';
import { colorOf, magnitudeOf } from './palette.ts';

export interface HeatMapProps {
  readonly values: ArrayLike<number>;
  readonly height: number;
  readonly width: number;
  /** What is shown in full colour. Default: the largest magnitude. */
  readonly largest?: number | undefined;
  /** For who does not see it; without, it is left out of the page's text. */
  readonly label?: string | undefined;
  readonly class?: string;
}

/** Browsers' canvases are no wider; of more columns, some are left out. */
const mostColumns = 8192;

/** Numbers as colours, one pixel each; style sheets make it larger. */
export function HeatMap({ values, height, width, largest, label, ...rest }: HeatMapProps) {
  const columns = Math.min(width, mostColumns);
  const canvas = useRef<HTMLCanvasElement>(null);
  const dark = isDark.value;
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || height * width === 0) return;
    context.putImageData(
      paint(values, { height, width, columns, dark, largest: largest ?? magnitudeOf(values) }),
      0,
      0,
    );
  }, [values, height, width, largest, dark]);
  const seen = label === undefined ? { 'aria-hidden': true } : { role: 'img' as const, 'aria-label': label };
  return <canvas ref={canvas} {...seen} width={columns} height={height} class={`heat-map ${rest.class ?? ''}`} />;
}

interface Paint {
  readonly columns: number;
  readonly height: number;
  readonly width: number;
  readonly dark: boolean;
  readonly largest: number;
}

function paint(values: ArrayLike<number>, { height, width, columns, dark, largest }: Paint): ImageData {
  const image = new ImageData(columns, height);
  for (let i = 0; i < height * columns; i++) {
    const column = Math.floor(((i % columns) / columns) * width);
    const value = values[Math.floor(i / columns) * width + column] ?? 0;
    image.data.set(colorOf(value / largest, dark), 4 * i);
    image.data[4 * i + 3] = 255;
  }
  return image;
}
