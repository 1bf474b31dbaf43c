// Calls to the server this page came from, over Gradio's call protocol: a POST that queues, then a stream of events.

/** `kind` is "sign-in", "busy", "network" or "told", and then the message is for people. */
export class CallError extends Error {
  constructor(kind, message = "") {
    super(message);
    this.kind = kind;
  }
}

/** Every value that the endpoint `name` gives for `data`, as it comes. Aborting `signal` ends the work at the server too. */
export async function* stream(name, data, signal) {
  const path = `gradio_api/call/${name}`;
  const queued = await request(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ data }),
    signal,
  });
  const { event_id: id } = await queued.json();
  const response = await request(`${path}/${id}`, { signal });
  for await (const [event, value] of events(response.body)) {
    if (event === "error") throw new CallError("told", messageOf(value));
    if (event === "generating") yield value[0];
    if (event === "complete") {
      yield value?.[0];
      return;
    }
  }
  throw new CallError("network");
}

/** The last value of the endpoint `name`. */
export async function call(name, data, signal) {
  let last;
  for await (const value of stream(name, data, signal)) last = value;
  return last;
}

async function request(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new CallError("network");
  }
  if (response.status === 401) throw new CallError("sign-in");
  if (response.status === 503 || response.status === 429) throw new CallError("busy");
  if (!response.ok) {
    const body = await response.json().catch(() => ({}));
    throw new CallError("told", messageOf(body) || String(response.status));
  }
  return response;
}

/** What `error` says to a person. */
export function problemOf(app, error) {
  if (!(error instanceof CallError)) return app.t("failed");
  if (error.kind === "told") return error.message || app.t("failed");
  return app.t({ busy: "busy", network: "network", "sign-in": "signIn" }[error.kind]);
}

function messageOf(value) {
  if (typeof value === "string") return value;
  return typeof value?.error === "string" ? value.error : typeof value?.detail === "string" ? value.detail : "";
}

async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      let read;
      try {
        read = await reader.read();
      } catch (error) {
        if (error.name === "AbortError") throw error;
        throw new CallError("network");
      }
      if (read.done) return;
      rest += read.value;
      const blocks = rest.split("\n\n");
      rest = blocks.pop();
      for (const block of blocks) {
        const fields = Object.fromEntries(block.split("\n").map((line) => {
          const at = line.indexOf(": ");
          return [line.slice(0, at), line.slice(at + 2)];
        }));
        if (fields.event) yield [fields.event, JSON.parse(fields.data ?? "null")];
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
