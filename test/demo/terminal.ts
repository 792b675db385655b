/** The part of a stream this needs: a terminal, or a file or pipe that only takes lines. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): boolean;
}

export interface Terminal {
  /** Cells; 100 where the output has no width of its own. */
  width(): number;
  /** Text that stays. */
  print(...lines: string[]): void;
  /** The lines at the foot, drawn anew each time. Nothing where the output is no terminal. */
  foot(lines: readonly string[]): void;
}

const CLEAR_DOWN = '\u001B[0J';
const up = (lines: number): string => (lines === 0 ? '' : `\u001B[${lines}A\r`);

/** Lines must be fitted to `width` already: a wrapped line would spoil the count of lines to go up. */
export function createTerminal(output: Output): Terminal {
  let foot: readonly string[] = [];
  const live = output.isTTY === true;
  return {
    width: () => Math.max(40, output.columns ?? 100),
    print(...lines) {
      const text = lines.map((line) => `${line}\n`).join('');
      if (!live) output.write(text);
      else output.write(`${up(foot.length)}${CLEAR_DOWN}${text}${footText(foot)}`);
    },
    foot(lines) {
      if (!live || (lines.length === foot.length && lines.every((line, index) => line === foot[index]))) return;
      output.write(`${up(foot.length)}${CLEAR_DOWN}${footText(lines)}`);
      foot = [...lines];
    },
  };
}

const footText = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
