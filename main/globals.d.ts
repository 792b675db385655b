/** Set by the build: true only in the crash suite's own build. */
declare const FAIL_POINTS: boolean;

/** Drawn by the build from tray.svg: PNGs in base64 at 16, 24 and 32 pixels. */
declare module 'virtual:tray-pictures' {
  type Picture = 'idle' | 'working-0' | 'working-1' | 'working-2' | 'attention' | 'offline' | 'paused';
  const pictures: Readonly<Record<'dark' | 'light' | 'template', Readonly<Record<Picture, readonly string[]>>>>;
  export default pictures;
}
