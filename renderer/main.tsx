import { createRoot } from 'react-dom/client';
import type { Bridge } from '../shared/contract.ts';
import { createOverviewStore } from './overview-store.ts';
import { CallsWindow } from './screens/calls-window.tsx';
import './styles/tokens.css';
import './styles/app.css';
import './styles/rows.css';

declare global {
  interface Window {
    readonly aftercall: Bridge;
  }
}

const store = createOverviewStore(window.aftercall);
const refresh = () => {
  void store.getState().refresh();
};
window.aftercall.onChanged(refresh);
refresh();

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
createRoot(root).render(<CallsWindow store={store} />);
