import { render } from 'preact';
import { App } from './shell/app.tsx';
import { keepOffline } from './shell/offline.ts';
import './style/main.css';

render(<App />, document.getElementById('app')!);
keepOffline();
