import { existsSync, readFileSync } from 'node:fs';
import { loud } from '../loud.ts';

interface Representation {
  readonly scaleFactor: number;
  readonly png: Buffer;
  readonly width: number;
  readonly height: number;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Only PNG is read; what is none gives an empty image, as in Electron. */
function represent(bytes: Buffer, scaleFactor: number): Representation | undefined {
  if (bytes.length < 24 || !bytes.subarray(0, 8).equals(SIGNATURE)) return undefined;
  return { scaleFactor, png: bytes, width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

const bytesOf = (dataURL: string): Buffer => Buffer.from(dataURL.replace(/^data:image\/png;base64,/, ''), 'base64');

export class NativeImage {
  #representations: Representation[];
  #template = false;

  constructor(representations: readonly (Representation | undefined)[]) {
    this.#representations = representations.filter((one) => one !== undefined);
  }

  addRepresentation(options: { scaleFactor?: number; dataURL?: string; buffer?: Buffer }): void {
    const bytes = options.buffer ?? (options.dataURL === undefined ? Buffer.alloc(0) : bytesOf(options.dataURL));
    const made = represent(bytes, options.scaleFactor ?? 1);
    if (made !== undefined) this.#representations.push(made);
  }

  isEmpty(): boolean {
    return this.#representations.length === 0;
  }

  setTemplateImage(option: boolean): void {
    this.#template = option;
  }

  isTemplateImage(): boolean {
    return this.#template;
  }

  getScaleFactors(): number[] {
    return this.#representations.map(({ scaleFactor }) => scaleFactor);
  }

  getSize(): { width: number; height: number } {
    const [first] = this.#representations;
    if (first === undefined) return { width: 0, height: 0 };
    return { width: first.width / first.scaleFactor, height: first.height / first.scaleFactor };
  }

  toPNG({ scaleFactor = 1 } = {}): Buffer {
    const found = this.#representations.find((one) => one.scaleFactor === scaleFactor) ?? this.#representations[0];
    return found?.png ?? Buffer.alloc(0);
  }

  toDataURL(options: { scaleFactor?: number } = {}): string {
    return `data:image/png;base64,${this.toPNG(options).toString('base64')}`;
  }
}

export const nativeImage = loud('nativeImage', {
  createEmpty: () => new NativeImage([]),
  createFromBuffer: (buffer: Buffer, { scaleFactor = 1 } = {}) => new NativeImage([represent(buffer, scaleFactor)]),
  createFromDataURL: (dataURL: string) => new NativeImage([represent(bytesOf(dataURL), 1)]),
  createFromPath: (file: string) => {
    const places = [1, 1.25, 1.5, 2, 3].map((scale) => ({
      scale,
      place: scale === 1 ? file : file.replace(/(\.[^.]+)$/, `@${String(scale)}x$1`),
    }));
    const image = new NativeImage(
      places.map(({ place, scale }) => (existsSync(place) ? represent(readFileSync(place), scale) : undefined)),
    );
    image.setTemplateImage(/Template(@.*)?\.[^.]+$/.test(file));
    return image;
  },
});
