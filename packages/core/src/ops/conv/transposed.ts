import type { Tensor } from '../../tensor.ts';
import { type ConvSettings, dimensionsOf, withColumns } from './columns-workspace.ts';
import { chunkOf, sizesOf, workspaceLength } from './workspace-length.ts';

/** x = y transposed-convolved with w; the roles of x and y are those of the convolution that is transposed. */
export function convTransposeForward(y: Tensor, weight: Tensor, x: Tensor, settings: ConvSettings): void {
  const { backend } = y;
  const dimensions = dimensionsOf(x, y, settings);
  const { batch, inChannels, outChannels, groups, geometry } = dimensions;
  const { inputArea, outputArea } = sizesOf(dimensions);
  withColumns(backend, settings, workspaceLength(backend, 'transposed', dimensions), (columns) => {
    const chunk = columns === undefined ? batch : chunkOf(backend, dimensions);
    for (let start = 0; start < batch; start += chunk) {
      backend.convTranspose({
        x: y.storage.buffer,
        xOffset: start * outChannels * outputArea,
        weight: weight.storage.buffer,
        y: x.storage.buffer,
        yOffset: start * inChannels * inputArea,
        batch: Math.min(chunk, batch - start),
        inChannels: outChannels,
        outChannels: inChannels,
        groups,
        geometry,
        columns,
      });
    }
  });
}
