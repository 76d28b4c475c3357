---@meta netloupe

--- What Netloupe gives a Lua plugin, for the Lua language server (https://luals.github.io): put this folder into
--- `workspace.library` of .luarc.json. JavaScript plugins have the same under the same names (netloupe.d.ts beside this file).
---
--- A plugin defines functions of these names, as globals or in a table that its program returns; at least one of receiver,
--- receiver_bulk, receiver_dns, request, observers, process, or a part of pipelines:
---
---     function init(netloupe) end                            -- before everything else
---     function test() return true end                        -- false (and a reason) or an error keeps the plugin out
---     function receiver(packet_log, config) end              -- each packet log
---     function receiver_bulk(packet_logs, config) end        -- many at once
---     function receiver_dns(dns_records, config) end         -- DNS transactions; `receiver.dns` in the manifest subscribes
---     function request(req) return 200, "text or table" end  -- an endpoint; `return { 200, body }` is the same
---     observers = { new_flow = …, tcp = … }                  -- functions that look into flows: see Observers
---     function process(records, emit, context) end           -- a stage of pipelines: emit(record) or emit({ record, … })
---     function finish(emit, context) end                     -- with process: nothing more comes
---     sources, sinks, functions = { name = {…} }, …          -- parts of pipelines by name: see Source, Sink and PluginFunction
---     function cleanup() end                                 -- after everything else
---
--- `config` is given where the manifest says `pass_config`. Each call runs in a coroutine, so that it can await promises. There
--- is what Lua 5.4 has of base, table, string, math, utf8 and coroutine, and time, date, clock and difftime of os; `require` finds
--- modules in the plugin's folder. There are no io, no debug (but traceback), no bytecode and no finalizers (`__gc`).

--- One packet log. What is missing is nil.
---@class PacketLog
---@field src_ip string Of this packet: a reply has the responder here.
---@field dst_ip string
---@field src_port integer? nil where the protocol has no ports (ICMP).
---@field dst_port integer?
---@field protocol_num integer IANA protocol number: 6 TCP, 17 UDP, 1 ICMP, 58 ICMPv6.
---@field protocol_name string
---@field state "NEW"|"ESTABLISHED"|"CLOSE"|"ABORT"|"EXPIRED"|nil State of the session after this packet; nil where it belongs to none.
---@field timestamp string UTC, ISO 8601 with microseconds and `Z`; packet time.
---@field session_id string? UUIDv7; ids sort by the start of their sessions.
---@field payload table<string, string>? Name that a payload filter took from this packet, e.g. `{ dns = "example.com" }`.
---@field interface string
---@field length integer Bytes on the wire, the whole frame; 0 for a state change without a packet.
---@field direction "out"|"in" `out`: from the initiator of the session; `in`: towards it.

--- One DNS transaction, unanswered ones too: the columns of the DNS CSV.
---@class DnsRecord
---@field time string Time of the query; UTC, ISO 8601 with microseconds and `Z`.
---@field session_id string?
---@field interface string
---@field client_ip string
---@field client_port integer
---@field server_ip string
---@field server_port integer
---@field transport "udp"|"tcp"
---@field trans_id integer
---@field query string?
---@field qtype string? Mnemonic, e.g. `A`, `AAAA`, `HTTPS`.
---@field qclass string?
---@field rcode integer? nil while unanswered.
---@field rcode_name string?
---@field status "answered"|"nodata"|"nxdomain"|"servfail"|"refused"|"error"|"unanswered"|"unsolicited"
---@field latency_ms number?
---@field answers { name: string, type: string, ttl: integer, data: string }[]
---@field ttls integer[]
---@field flags string

---@class Alert
---@field title string At most 200 characters.
---@field message string? At most 2,000 characters.
---@field severity ("info"|"low"|"medium"|"high"|"critical")? Default `medium`.
---@field session_id string?
---@field timestamp string? Packet time of what it is about, e.g. a log's `timestamp`.

--- What comes later. A promise that fails and that nobody awaits is logged as an error.
---@class Promise<T>
local Promise = {}

--- Waits and answers what came; raises an error where it failed. Works wherever Lua can yield, also in coroutines of the plugin.
---@generic T
---@param self Promise<T>
---@return T
function Promise:await() end

---@class HttpRequest
---@field url string http or https, to a host that the manifest's `permissions.http` names; redirects to other hosts are refused.
---@field method string? Default `GET`.
---@field headers table<string, string>?
---@field body any Text as it is; anything else as JSON.
---@field timeout_ms number? Milliseconds until it is given up; default 10,000, at most 60,000.

---@class HttpResponse
---@field status integer
---@field headers table<string, string> Lower-case names.
---@field body string At most 4 MiB; a longer answer is an error.

--- One interface of this machine. Rates are nil until they have been measured over a second.
---@class InterfaceInfo
---@field name string
---@field state "up"|"down"|"unknown"
---@field loopback boolean
---@field mac string?
---@field mtu integer?
---@field addresses { family: 4|6, address: string, prefix_length: integer }[]
---@field rx_bytes integer
---@field tx_bytes integer
---@field rx_bytes_per_s number?
---@field tx_bytes_per_s number?
---@field rx_packets_per_s number?
---@field tx_packets_per_s number?

--- What an endpoint is asked: `/plugins/<id>/<subpath>?<query>`.
---@class PluginRequest
---@field method string
---@field path string
---@field subpath string? "" after a bare slash, nil without one.
---@field query table<string, string>
---@field headers table<string, string> Lower-case names.
---@field body any Parsed where the type is JSON, text where it is text, nil where there is none.
---@field client string

--- What travels through pipelines: a table with the columns of its kind, and whatever stages added.
---@class PipelineRecord: { [string]: any }
---@field record_id string? The same when a record is delivered once more after a failure: whoever stores records can tell a duplicate.
---@field record_type string? What its source made it: `session`, `packet`, `dns`, `flow`, …

--- One for each stage of a pipeline that uses the symbol, the same table in all calls for that stage. Put what you need on it:
--- several pipelines may use a symbol at once.
---@class SymbolContext: { [string]: any }
---@field config table<string, any> What the pipeline's file says of the stage.
---@field name string Of the symbol.
---@field pipeline string
---@field stage string

---@class SourceContext: SymbolContext
---@field emit fun(records: PipelineRecord|PipelineRecord[]): Promise<boolean> `true` once the pipeline has taken them: wait for it before you emit more. `false`: it has ended.
---@field emit_packets fun(bytes: string): Promise<boolean> The next bytes of a capture (pcap, pcapng or snoop, in pieces that end anywhere), instead of records.
---@field finished fun() There are no more: the pipeline ends once everything has left it.

--- Where records come from. The pipeline opens it when it starts, and closes it when it stops.
---@class Source
---@field validate (fun(config: table<string, any>): any)? `false` or a text says what is wrong with the configuration.
---@field open fun(config: table<string, any>, context: SourceContext) May start timers that emit later.
---@field test (fun(context: SourceContext): any)? Health check, before any data: `false` (and a reason) or an error.
---@field read (fun(emit: (fun(records: PipelineRecord|PipelineRecord[]): Promise<boolean>), context: SourceContext))? Emits in its own time; when it returns, there are no more.
---@field close fun(context: SourceContext)?

--- Where records go.
---@class Sink
---@field validate (fun(config: table<string, any>): any)?
---@field open fun(config: table<string, any>, context: SymbolContext)?
---@field test (fun(context: SymbolContext): any)?
---@field collect fun(records: PipelineRecord[], context: SymbolContext) At most 256. Return only when they are handed on for good: an error, and the same batch comes again.
---@field close fun(context: SymbolContext)?

--- Is asked for values by stages; may be a function, too. An error is the value nil, and counted.
---@class PluginFunction
---@field validate (fun(count: integer): any)? How many arguments it is going to be called with.
---@field exec fun(...): any The context comes after the arguments.

--- One packet's headers, as observers see them: the fields that the manifest asks for; nil where a packet has no such thing.
---@class Header
---@field time number Packet time, seconds since 1970. Always there, as are the next two.
---@field version 4|6
---@field protocol_num integer
---@field src_ip string Of this packet.
---@field dst_ip string
---@field src_port integer? TCP, UDP, SCTP and UDP-Lite; nil of a fragment but the first.
---@field dst_port integer?
---@field ttl integer Time to live, or hop limit.
---@field dscp integer
---@field ecn integer
---@field octets integer From the IP header to the end of the captured frame, padding included.
---@field length integer Bytes on the wire, the whole frame.
---@field ip_id integer? IPv4.
---@field ip_flags integer? IPv4: reserved (4), don't fragment (2), more fragments (1).
---@field fragment_offset integer? IPv4: bytes.
---@field flow_label integer? IPv6.
---@field tcp_flags integer? TCP: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128.
---@field tcp_seq integer?
---@field tcp_ack integer?
---@field tcp_window integer?
---@field tcp_urgent integer?
---@field tcp_options { kind: integer, length: integer, data: string }[]? In order, without those that fill up. `length`: of the whole option.
---@field checksum integer? TCP and UDP.
---@field icmp_type integer? ICMP and ICMPv6.
---@field icmp_code integer?
---@field payload_length integer Bytes above the transport header, on the wire.
---@field payload string What was captured of them, at most 2,048 bytes; given only where it is asked for.

--- The packet that an ICMP error quotes.
---@class QuotedPacket
---@field version 4|6
---@field protocol_num integer
---@field src_ip string
---@field dst_ip string
---@field src_port integer?
---@field dst_port integer?

--- What observers keep of one flow, and what they put there. JSON at its end.
---@class FlowRecord: { [string]: any }
---@field pkt_first number Seconds since 1970.
---@field pkt_last number

--- Functions that look into flows, each called with the flow's own record. `reverse`: the packet travels against the flow's first one.
--- `false` says that the flow is complete: it lingers for five seconds of packet time and ends.
---@class Observers
---@field new_flow nil|fun(record: FlowRecord, header: Header, quoted: QuotedPacket?): any The first packet of a flow. false or nothing declines the flow for good.
---@field ip4 nil|fun(record: FlowRecord, header: Header, reverse: boolean): any
---@field ip6 nil|fun(record: FlowRecord, header: Header, reverse: boolean): any
---@field icmp4 nil|fun(record: FlowRecord, header: Header, quoted: QuotedPacket?, reverse: boolean): any ICMP errors come to the flow of the packet that they quote.
---@field icmp6 nil|fun(record: FlowRecord, header: Header, quoted: QuotedPacket?, reverse: boolean): any
---@field tcp nil|fun(record: FlowRecord, header: Header, reverse: boolean): any
---@field udp nil|fun(record: FlowRecord, header: Header, reverse: boolean): any
---@field l4 nil|fun(record: FlowRecord, header: Header, reverse: boolean): any Neither TCP nor UDP.
---@field flow_end nil|fun(record: FlowRecord): any The flow has ended; its record is handed on as it is left here.

---@class Netloupe
---@field plugin { id: string, version: string, engine: string }
---@field config table<string, any> The configuration with the defaults of the manifest's schema.
---@field data_folder string? Always nil without the permission `files: ["data"]`; Lua has no files in any case.
netloupe = {}

--- Lines of the plugin's log, written as `print` writes them, which goes there, too.
netloupe.log = {}
---@param ... any
function netloupe.log.debug(...) end
---@param ... any
function netloupe.log.info(...) end
---@param ... any
function netloupe.log.warn(...) end
---@param ... any
function netloupe.log.error(...) end

--- Small values that survive restarts and updates. Reading answers at once; the promises of `set` and `delete` are settled when
--- the change is on disk, and fail where it cannot be kept (64 KiB a value, 1 MiB in all). Permission: `store`.
netloupe.store = {}
---@param key string
---@return any value A copy; nil where there is none.
function netloupe.store.get(key) end
---@param key string
---@param value any What can be JSON: text, numbers, booleans, and tables of them.
---@return Promise<nil>
function netloupe.store.set(key, value) end
---@param key string
---@return Promise<nil>
function netloupe.store.delete(key) end
---@return string[]
function netloupe.store.keys() end

--- Permission: `http` with the hosts.
netloupe.http = {}
---@param request HttpRequest
---@return Promise<HttpResponse>
function netloupe.http.request(request) end

--- Shown in the app and counted.
---@param alert Alert
function netloupe.emit_alert(alert) end

--- Permission: `sessions`.
netloupe.sessions = {}
--- The session's record as in the sessions CSV, or nil where it is no longer held.
---@param id string
---@return Promise<table<string, any>?>
function netloupe.sessions.get(id) end

--- Permission: `interfaces`.
netloupe.interfaces = {}
---@return Promise<InterfaceInfo[]>
function netloupe.interfaces.list() end

--- Calls back after, or every, so many milliseconds; the answer cancels it. All end with the plugin. In a test run on a capture,
--- in which time does not pass, nothing is ever due.
netloupe.timers = {}
---@param milliseconds number
---@param callback fun()
---@return fun() cancel
function netloupe.timers.after(milliseconds, callback) end
---@param milliseconds number
---@param callback fun()
---@return fun() cancel
function netloupe.timers.every(milliseconds, callback) end

--- Waits for a promise: the same as `promise:await()`.
---@generic T
---@param promise Promise<T>
---@return T
function netloupe.await(promise) end

--- JSON, which Lua itself does not have.
netloupe.json = {}
---@param value any
---@return string
function netloupe.json.encode(value) end
---@param text string
---@return any value nil in place of null.
function netloupe.json.decode(text) end

--- Says of a table that it is an array, so that it is one as JSON though it is empty: `netloupe.array()` is `[]`, `{}` is `{}`.
---@generic T: table
---@param values T?
---@return T
function netloupe.array(values) end
