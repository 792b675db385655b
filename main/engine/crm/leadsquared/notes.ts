import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { LoggableCall } from '../port.ts';
import { doneAnswer, madeAnswer, notesAnswer } from './answers.ts';
import { unreadable } from './errors.ts';
import type { Session } from './session.ts';
import { marker, paragraphs, refsIn, utcText } from './text.ts';

const LONGEST_NOTE = 15_000;
const PAGE = 200;

interface StoredNote {
  readonly id: string;
  readonly text: string;
}

/** A call log has no place for the agent's words: they become a note of the lead that names the call. */
export function noteText(call: LoggableCall, note: string | null): string {
  const words = paragraphs(note ?? '', LONGEST_NOTE);
  const about = `Call of ${utcText(call.startedAt).slice(0, 16)} UTC, Ref ${marker(call.ref)}`;
  return words === '' ? about : `${words}\n\n${about}`;
}

export async function createNote(session: Session, leadId: string, call: LoggableCall): Promise<Result<void>> {
  const made = await session.call('createNote', {
    json: { RelatedProspectId: leadId, Note: noteText(call, call.note) },
    answer: madeAnswer,
  });
  return made.ok ? ok(undefined) : made;
}

/** After a lost answer: writes the note unless it is there. */
export async function ensureNote(session: Session, leadId: string, call: LoggableCall): Promise<Result<void>> {
  const there = await findNote(session, leadId, call.ref);
  if (!there.ok) return there;
  return there.value === undefined ? createNote(session, leadId, call) : ok(undefined);
}

/** `kept`: the note holds something else than we wrote, or was taken away by a person, and stays as it is. */
export async function changeNote(
  session: Session,
  leadId: string,
  note: string | null,
  written: LoggableCall,
): Promise<Result<'changed' | 'kept'>> {
  const there = await findNote(session, leadId, written.ref);
  if (!there.ok) return there;
  const before = there.value;
  const wanted = noteText(written, note);
  if (before === undefined) {
    if (hasWords(written.note)) return ok('kept');
    const made = hasWords(note) ? await createNote(session, leadId, { ...written, note }) : ok(undefined);
    return made.ok ? ok('changed') : made;
  }
  if (isSame(before.text, wanted)) return ok('changed');
  if (!isSame(before.text, noteText(written, written.note))) return ok('kept');
  const updated = await session.call('updateNote', {
    json: { RelatedProspectId: leadId, ProspectNoteId: before.id, Note: wanted },
    answer: doneAnswer,
  });
  return updated.ok ? ok('changed') : updated;
}

export function hasWords(note: string | null): boolean {
  return note !== null && note.trim() !== '';
}

async function findNote(session: Session, leadId: string, ref: string): Promise<Result<StoredNote | undefined>> {
  let first = '';
  for (let page = 1; ; page++) {
    const answer = await session.call('listNotes', {
      json: {
        Parameter: { RelatedId: leadId },
        Paging: { PageIndex: page, PageSize: PAGE },
        Sorting: { ColumnName: 'CreatedOn', Direction: 1 },
      },
      answer: notesAnswer,
    });
    if (!answer.ok) return answer;
    const notes = answer.value.List ?? [];
    const ours = notes.find(({ Note }) => refsIn(Note ?? '').includes(ref));
    if (ours !== undefined) return ok({ id: ours.ProspectNoteId, text: ours.Note ?? '' });
    if (notes.length < PAGE) return ok(undefined);
    const begins = notes[0]?.ProspectNoteId ?? '';
    if (begins === first) return fail(unreadable('listNotes'));
    first = begins;
  }
}

/** What a page may do to a text on its way does not count as a change: blanks, line ends, tags around lines. */
function isSame(stored: string, ours: string): boolean {
  const bare = (text: string): string => text.replace(/<[^>]*>/g, '').replace(/\s+/g, '');
  return bare(stored) === bare(ours);
}
