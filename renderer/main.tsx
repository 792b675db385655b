import { createRoot } from 'react-dom/client';
import type { Bridge, WindowName } from '../shared/contract.ts';
import { CallsWindow } from './windows/calls-window.tsx';
import './styles/tokens.css';
import './styles/base.css';
import './styles/parts.css';
import './styles/app.css';
import './styles/rows.css';
import './styles/detail.css';
import './styles/forced.css';

declare global {
  interface Window {
    readonly aftercall: Bridge;
  }
}

/** Which window this page is, and what it is to show first. */
const asked = new URLSearchParams(location.search);
const name = (asked.get('window') ?? 'calls') as WindowName;

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
document.documentElement.dataset['window'] = name;
createRoot(root).render(<CallsWindow client={window.aftercall} />);
