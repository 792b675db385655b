/** Set by the build: true only in the crash suite's own build. */
declare const FAIL_POINTS: boolean;
