/** yaml-language-server, as an editor runs it: over standard input and output. */
import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { join, resolve } from 'node:path';

type Problem = { readonly range: { readonly start: { readonly line: number } }; readonly message: string };
type Message = {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly diagnostics?: readonly Problem[]; readonly items?: readonly object[] };
  readonly result?: {
    readonly contents?: { readonly value: string };
    readonly items?: readonly { readonly label: string }[];
  } | null;
};

const SERVER = resolve('node_modules/yaml-language-server/bin/yaml-language-server');

/** What an editor shows of one file. Lines and columns from 1. */
export class Editor {
  readonly #server = spawn(process.execPath, [SERVER, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
  readonly #waiting = new Map<number | string, (message: Message) => void>();
  readonly #uri: string;
  #read = Buffer.alloc(0);
  #last = 0;

  /** Opens a text as `site.yaml` in a folder. Its first line names the schema. */
  static async open(folder: string, text: string): Promise<{ editor: Editor; problems: readonly string[] }> {
    const editor = new Editor(folder);
    const workspace = { configuration: true };
    await editor.#ask('initialize', { processId: process.pid, rootUri: null, capabilities: { workspace } });
    editor.#send({ method: 'initialized', params: {} });
    const published = editor.#answer('textDocument/publishDiagnostics');
    const textDocument = { uri: editor.#uri, languageId: 'yaml', version: 1, text };
    editor.#send({ method: 'textDocument/didOpen', params: { textDocument } });
    const { diagnostics = [] } = (await published).params ?? {};
    return { editor, problems: diagnostics.map(({ range, message }) => `${range.start.line + 1}: ${message}`) };
  }

  private constructor(folder: string) {
    this.#uri = pathToFileURL(join(folder, 'site.yaml')).href;
    this.#server.stdout.on('data', (bytes: Buffer) => this.#receive(bytes));
  }

  async hover(line: number, column: number): Promise<string> {
    const { result } = await this.#ask('textDocument/hover', this.#at(line, column));
    return result?.contents?.value ?? '';
  }

  async completions(line: number, column: number): Promise<readonly string[]> {
    const { result } = await this.#ask('textDocument/completion', this.#at(line, column));
    return (result?.items ?? []).map(({ label }) => label);
  }

  close(): void {
    this.#server.kill();
  }

  #at(line: number, column: number): object {
    return { textDocument: { uri: this.#uri }, position: { line: line - 1, character: column - 1 } };
  }

  #ask(method: string, params: object): Promise<Message> {
    this.#last += 1;
    const answer = this.#answer(this.#last);
    this.#send({ id: this.#last, method, params });
    return answer;
  }

  #answer(to: number | string): Promise<Message> {
    return new Promise((done) => this.#waiting.set(to, done));
  }

  #send(message: object): void {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  #receive(bytes: Buffer): void {
    this.#read = Buffer.concat([this.#read, bytes]);
    for (;;) {
      const start = this.#read.indexOf('\r\n\r\n') + 4;
      const length = Number(/Content-Length: (\d+)/.exec(this.#read.subarray(0, Math.max(0, start)).toString())?.[1]);
      if (!(this.#read.length >= start + length)) return;
      const message: Message = JSON.parse(this.#read.subarray(start, start + length).toString());
      this.#read = this.#read.subarray(start + length);
      this.#handle(message);
    }
  }

  /** The server asks for settings and to register itself; it gets the defaults. */
  #handle(message: Message): void {
    if (message.method !== undefined && message.id !== undefined) {
      const { items = [] } = message.params ?? {};
      this.#send({ id: message.id, result: items.map(() => ({})) });
      return;
    }
    const key = message.method ?? message.id ?? '';
    this.#waiting.get(key)?.(message);
    this.#waiting.delete(key);
  }
}
