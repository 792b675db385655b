import type { z } from 'zod';

/** One call between a window and the main process. */
export interface Call<Input extends z.ZodType, Answer> {
  /** Closed: an unknown key is refused. */
  readonly input: Input;
  /** Types only; never set. */
  readonly answer?: Answer;
}

export const call = <Answer>() => ({
  taking: <Input extends z.ZodType>(input: Input): Call<Input, Answer> => ({ input }),
});
