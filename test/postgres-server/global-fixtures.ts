export { stopSharedServers as mochaGlobalTeardown } from './shared-servers.js';
