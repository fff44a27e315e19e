export { createApp } from './app.js';
export { openApplication } from './open-application.js';
