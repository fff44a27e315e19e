export { createApp } from './app.js';
export { serve, type Served } from './serve.js';
