import { render } from 'preact';
import { App } from './shell/app.tsx';
import './style/main.css';

render(<App />, document.getElementById('app')!);
