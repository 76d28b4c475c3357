/** What `netloupe plugin new --kind` writes for parts of pipelines: each small enough to be thrown away. */
import type { PluginLanguage, PluginManifest } from '#contract/plugins/manifest.ts';

export const PART_KINDS = ['stage', 'function', 'sink', 'source'] as const;
export type PartKind = (typeof PART_KINDS)[number];

export interface PartTemplate {
  readonly description: string;
  readonly symbols: Partial<PluginManifest['symbols']>;
  readonly code: Readonly<Record<PluginLanguage, string>>;
  /** After `netloupe plugin test .`. */
  readonly test: string;
  /** The stage in a pipeline's file; NAME is the plugin. */
  readonly stage: string;
}

export const PART_TEMPLATES: Readonly<Record<PartKind, PartTemplate>> = {
  stage: {
    description: 'Keeps records of conversations that brought many bytes.',
    symbols: {},
    test: '--symbol process --set least=1000',
    stage: '{stage: plugin, plugin: NAME, least: 1000, in: a, out: b}',
    code: {
      js: `/** Called with at most 256 records. What is not emitted is gone. */
export function process(records, emit, { config }) {
  for (const record of records) {
    if (record.bytes_in >= (config.least ?? 0)) emit({ ...record, is_large: true });
  }
}

/** Nothing more comes: what was held back goes out here. */
export function finish(emit, context) {}
`,
      lua: `-- Called with at most 256 records. What is not emitted is gone. Where there is nothing, a key is nil.
function process(records, emit, context)
  for _, record in ipairs(records) do
    if (record.bytes_in or 0) >= (context.config.least or 0) then
      record.is_large = true
      emit(record)
    end
  end
end

-- Nothing more comes: what was held back goes out here.
function finish(emit, context) end
`,
    },
  },
  function: {
    description: 'Answers the last two labels of a host name.',
    symbols: { functions: ['domain'] },
    test: '--symbol domain --args hostname',
    stage: '{stage: enrich, call: NAME.domain, args: [hostname], as: domain, in: a, out: b}',
    code: {
      js: `export const functions = {
  /** Called once for each record. An error is the value null, and counted. */
  domain: (name) => name?.split('.').slice(-2).join('.'),
};
`,
      lua: `functions = {
  -- Called once for each record. An error is the value nil, and counted.
  domain = function(name) return name and (name:match("[^.]+%.[^.]+$") or name) end,
}
`,
    },
  },
  sink: {
    description: 'Prints where conversations went.',
    symbols: { sinks: ['lines'] },
    test: '--symbol lines --set prefix=to',
    stage: '{stage: export, sink: NAME.lines, prefix: to, in: a}',
    code: {
      js: `export const sinks = {
  lines: {
    /** A text says what is wrong with the configuration. */
    validate: ({ prefix = '' }) => (typeof prefix === 'string' ? '' : 'prefix must be a text'),
    /** Connect here, and keep what you need on the context: there is one for each stage. */
    open(config, context) {
      context.count = 0;
    },
    /** Before any data; false keeps the pipeline from starting. */
    test: () => true,
    /** At most 256 records. Return once they are handed on for good: after an error they come again. */
    async collect(records, context) {
      for (const { dst_ip, service } of records) console.log(context.config.prefix ?? '', dst_ip, service ?? '');
      context.count += records.length;
    },
    close({ count }) {
      console.log(\`\${count} records\`);
    },
  },
};
`,
      lua: `sinks = {
  lines = {
    -- A text says what is wrong with the configuration.
    validate = function(config)
      if type(config.prefix or "") ~= "string" then return "prefix must be a text" end
    end,
    -- Keep what you need on the context: there is one for each stage.
    open = function(config, context) context.count = 0 end,
    -- Before any data; false keeps the pipeline from starting.
    test = function() return true end,
    -- At most 256 records. Return once they are handed on for good: after an error they come again.
    collect = function(records, context)
      for _, record in ipairs(records) do
        print((context.config.prefix or "") .. " " .. record.dst_ip .. " " .. (record.service or ""))
      end
      context.count = context.count + #records
    end,
    close = function(context) print(context.count .. " records") end,
  },
}
`,
    },
  },
  source: {
    description: 'Counts.',
    symbols: { sources: ['counter'] },
    test: '--symbol counter --set to=3',
    stage: '{stage: source, use: NAME.counter, to: 3, out: a}',
    code: {
      js: `export const sources = {
  counter: {
    validate: ({ to }) => (to > 0 ? '' : 'to must be a number above 0'),
    open(config, context) {},
    /** When it returns there are no more. False: the pipeline has ended. */
    async read(emit, { config }) {
      for (let number = 1; number <= config.to; number++) if (!(await emit({ number }))) return;
    },
    close(context) {},
  },
};
`,
      lua: `sources = {
  counter = {
    validate = function(config)
      if not (config.to and config.to > 0) then return "to must be a number above 0" end
    end,
    open = function(config, context) end,
    -- When it returns there are no more. False: the pipeline has ended.
    read = function(emit, context)
      for number = 1, context.config.to do
        if not emit({ number = number }):await() then return end
      end
    end,
    close = function(context) end,
  },
}
`,
    },
  },
};
