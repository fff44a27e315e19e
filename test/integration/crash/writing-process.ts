import { writeForever } from './write-forever.js';

// Writes until it is killed, a line for each event that has been acknowledged.
const [host = '', user = '', database = ''] = process.argv.slice(2);
await writeForever({
  host,
  user,
  database,
  onRecorded: (id) => process.stdout.write(`${id}\n`),
  isOver: () => false,
});
