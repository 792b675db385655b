import { nativeImage, type NativeImage } from 'electron';
import pictures from 'virtual:tray-pictures';
import type { TrayState } from './tray-model.ts';

/** How many pixels a point has at each of the drawn sizes. */
const SCALES = [1, 1.5, 2] as const;

/**
 * @param frame which of the three pictures while something is sent
 * @param ink dark on a light panel, light on a dark one; macOS takes a template and inks it itself
 */
export function trayImage(state: TrayState, frame: 0 | 1 | 2, ink: 'dark' | 'light' | 'template'): NativeImage {
  const image = nativeImage.createEmpty();
  const picture = state === 'working' ? (`working-${frame}` as const) : state;
  const drawn = pictures[ink][picture];
  drawn.forEach((png, index) => {
    image.addRepresentation({ scaleFactor: SCALES[index] ?? 1, dataURL: `data:image/png;base64,${png}` });
  });
  image.setTemplateImage(ink === 'template');
  return image;
}
