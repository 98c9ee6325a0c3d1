// Emmett on Node, with its command handler and its stores on SQLite and on PostgreSQL.

import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { randomUUID } from "node:crypto";

console.log = () => {}; // stdout is for answers, and Emmett logs there what it then raises
const say = (line) => process.stdout.write(`${line}\n`);

const [installed, backend, url, which, text] = process.argv.slice(2);
const folder = join(installed, `emmett-${backend}`);
const load = createRequire(join(folder, "package.json"));
const { CommandHandler } = load("@event-driven-io/emmett");
const { version } = JSON.parse(
  (await import("node:fs")).readFileSync(join(folder, `node_modules/@event-driven-io/emmett-${backend}/package.json`)),
);

// how many streams are made ready for each case, and of how many events
const [count, length] = { commit: [0, 0], command: [400, 20], load1000: [1, 1000], log: [100, 100] }[which];
const CHUNK = 100;
const PAGE = 1000n;

async function opened() {
  if (backend === "sqlite") {
    const emmett = load("@event-driven-io/emmett-sqlite");
    const fileName = url.replace("sqlite:///", "");
    const connection = emmett.sqliteConnection({ fileName });
    const { journal_mode } = await connection.querySingle("PRAGMA journal_mode");
    const { synchronous } = await connection.querySingle("PRAGMA synchronous");
    const page = (after) => emmett.readMessagesBatch(connection, { after, batchSize: Number(PAGE) });
    return { store: emmett.getSQLiteEventStore({ fileName }), page, settings: { journal_mode, synchronous } };
  }
  const emmett = load("@event-driven-io/emmett-postgresql");
  const { dumbo, rawSql } = load("@event-driven-io/dumbo");
  const pool = dumbo({ connectionString: url });
  const settings = {};
  for (const name of ["synchronous_commit", "transaction_isolation"]) {
    const { rows } = await pool.execute.query(rawSql(`SHOW ${name}`));
    settings[name] = rows[0][name];
  }
  const store = emmett.getPostgreSQLEventStore(url);
  await store.schema.migrate();
  const page = (after) => emmett.readMessagesBatch(pool.execute, { after, batchSize: Number(PAGE) });
  return { store, page, settings };
}

// its connection for SQLite sets the journal mode without waiting for it, so now and then a transaction is told to try again
async function patiently(work) {
  for (let left = 20; ; left -= 1) {
    try {
      return await work();
    } catch (error) {
      if (left === 0 || error.code !== "SQLITE_BUSY") throw error;
    }
  }
}

const raised = () => ({ type: "ProblemRaised", data: { owner: randomUUID(), title: text } });
const asked = () => ({
  type: "QuestionAsked",
  data: { session: 1, by: randomUUID(), form: "open", function: "probing", text },
});
const initialState = () => ({ questions: 0 });
const evolve = (state, { type }) => (type === "QuestionAsked" ? { questions: state.questions + 1 } : state);
const decideWith = CommandHandler({ evolve, initialState });

const { store, page, settings } = await opened();
const ready = [];
for (let made = 0; made < count; made += 1) {
  const stream = `problem-${randomUUID()}`;
  const events = [raised(), ...Array.from({ length: length - 1 }, asked)];
  for (let start = 0; start < length; start += CHUNK) {
    await patiently(() => store.appendToStream(stream, events.slice(start, start + CHUNK)));
  }
  ready.push(stream);
}
let turn = 0;

const works = {
  commit: async () => {
    await store.appendToStream(`problem-${randomUUID()}`, [raised()]);
    return 1;
  },
  command: async () => {
    turn += 1;
    await decideWith(store, ready[turn % count], () => asked());
    return 1;
  },
  load1000: async () => {
    const { state } = await store.aggregateStream(ready[0], { evolve, initialState });
    if (state.questions !== length - 1) throw new Error(`${state.questions} questions`);
    return 1;
  },
  log: async () => {
    let [read, after, found] = [0, 0n, 0];
    do {
      const { messages, currentGlobalPosition } = await page(after);
      [found, after] = [messages.length, currentGlobalPosition];
      read += found;
    } while (found === Number(PAGE));
    return read;
  },
};

say(JSON.stringify({ version, ...settings }));
for await (const line of createInterface({ input: process.stdin })) {
  const began = performance.now();
  let [done, elapsed] = [0, 0];
  do {
    done += await patiently(works[which]);
    elapsed = (performance.now() - began) / 1000;
  } while (elapsed < Number(line));
  say(done / elapsed);
}
process.exit(0);
