/*
 * netloupe-capture: opens one network interface and writes its packets, as a pcap stream, to its standard output.
 *
 * The only part of Netloupe that ever holds a capability, made to be read at one sitting. main() is the order of events;
 * README.md says why it is so. The caller controls arguments, environment and open files; packets are only copied.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <linux/seccomp.h>
#include <net/if.h>
#include <pcap.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#ifdef __x86_64__
#define THIS_ARCH AUDIT_ARCH_X86_64
#else /* on any other, nothing at all would be allowed */
#define THIS_ARCH AUDIT_ARCH_AARCH64
#endif

enum { EXIT_OTHER = 1, EXIT_USAGE = 2, EXIT_NO_SUCH = 3, EXIT_NOT_PERMITTED = 5 };
enum { BLOCK_MS = 5, DRAIN_MS = 30, STATISTICS_MS = 1000, PACKETS_AT_ONCE = 8192, OUTPUT_BYTES = 256 * 1024 };
enum { SNAPLEN_MAX = 262144, BUFFER_KIB_MAX = 1024 * 1024, FILTER_MAX = 16384, NOBODY = 65534 };

static volatile sig_atomic_t stopping;
static unsigned long long received, dropped;
static int counter_fd = -1; /* what the interface itself has missed, in /sys */
static char output[OUTPUT_BYTES];

__attribute__((format(printf, 2, 3), noreturn)) static void die(int status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("netloupe-capture: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    _exit(status); /* not exit(): packets are flushed after each batch */
}

/* ---- 1. Arguments. Anything that is not expected is refused. ---- */
struct request {
    const char *interface, *filter;
    int snaplen, buffer_kib, promiscuous, nanoseconds, check;
};

static int number(const char *option, const char *text, long least, long most)
{
    char *end;
    long value = strtol(text, &end, 10);
    if (*text < '0' || *text > '9' || *end != '\0' || value < least || value > most)
        die(EXIT_USAGE, "%s takes a number from %ld to %ld", option, least, most);
    return (int)value;
}

/* No path, no URL, no device of libpcap's other modules: what is left must be an interface that the kernel knows. */
static const char *interface_name(const char *name)
{
    static const char *const others[] = { "any", "bluetooth", "dag", "dbus", "netmap", "nflog", "nfqueue", "rdmasniff",
                                          "rpcap", "snf", "usbmon", "vale" };
    int strange = *name == '\0' || *name == '-' || strlen(name) >= IFNAMSIZ;
    for (const char *at = name; *at != '\0'; at++) strange |= *at <= ' ' || *at > '~' || *at == '/' || *at == ':';
    if (strange) die(EXIT_USAGE, "an interface's name has 1 to %d characters, no space, / or :", IFNAMSIZ - 1);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strncmp(name, others[i], strlen(others[i])) == 0)
            die(EXIT_USAGE, "%s is not an interface that can be captured on here", name);
    return name;
}

static struct request parse(int count, char **arguments)
{
    struct request request = { .snaplen = SNAPLEN_MAX, .buffer_kib = 32 * 1024, .promiscuous = 1 };
    for (int i = 1; i < count; i++) {
        const char *option = arguments[i], *value = i + 1 < count ? arguments[i + 1] : NULL;
        if (strcmp(option, "--check") == 0 && count == 2) { request.check = 1; return request; }
        if (strcmp(option, "-p") == 0) { request.promiscuous = 0; continue; }
        if (strcmp(option, "--nano") == 0) { request.nanoseconds = 1; continue; }
        if (strlen(option) != 2 || option[0] != '-' || strchr("ifsB", option[1]) == NULL || value == NULL)
            die(EXIT_USAGE, "usage: netloupe-capture -i IFACE [-f BPF] [-s SNAPLEN] [-B KIB] [-p] [--nano] | --check");
        if (option[1] == 'i' && request.interface == NULL) request.interface = interface_name(value);
        else if (option[1] == 'f' && request.filter == NULL && strlen(value) <= FILTER_MAX) request.filter = value;
        else if (option[1] == 's') request.snaplen = number(option, value, 1, SNAPLEN_MAX);
        else if (option[1] == 'B') request.buffer_kib = number(option, value, 64, BUFFER_KIB_MAX);
        else die(EXIT_USAGE, "%s is given twice, or is too long", option);
        i++;
    }
    if (request.interface == NULL) die(EXIT_USAGE, "which interface? (-i IFACE)");
    return request;
}

/* ---- 2. Nothing of the caller's is kept but the three standard files. ---- */
static void limit(int resource, rlim_t most)
{
    if (setrlimit((__rlimit_resource_t)resource, &(struct rlimit){ most, most }) != 0)
        die(EXIT_OTHER, "setrlimit: %s", strerror(errno));
}

static void forget_the_caller(int writes_packets)
{
    struct stat files[3];
    for (int fd = 0; fd <= 2; fd++) /* else the packet socket could become our standard output */
        if (fstat(fd, &files[fd]) != 0) _exit(EXIT_USAGE);
    if (syscall(SYS_close_range, 3U, ~0U, 0U) != 0)
        for (int fd = 3; fd < 65536; fd++) close(fd); /* before Linux 5.9 */
    if (writes_packets && !S_ISFIFO(files[1].st_mode) && !S_ISSOCK(files[1].st_mode))
        die(EXIT_USAGE, "packets are written to a pipe only");
    if (clearenv() != 0 || chdir("/") != 0) die(EXIT_OTHER, "leaving the caller's world: %s", strerror(errno));
    limit(RLIMIT_CORE, 0);
    if (!S_ISREG(files[1].st_mode) && !S_ISREG(files[2].st_mode))
        limit(RLIMIT_FSIZE, 0); /* not a byte into any file, but where the caller wants our words in one */
}

/* ---- 3. The interface: the one thing that needs a capability. ---- */
static pcap_t *open_interface(const struct request *request)
{
    char error[PCAP_ERRBUF_SIZE] = "", counter[64];
    const char *name = request->interface;
    if (if_nametoindex(name) == 0) die(EXIT_NO_SUCH, "%s: no such device", name);
    pcap_t *capture = pcap_create(name, error);
    if (capture == NULL) die(EXIT_OTHER, "%s: %s", name, error);
    pcap_set_snaplen(capture, request->snaplen);
    pcap_set_promisc(capture, request->promiscuous);
    pcap_set_timeout(capture, BLOCK_MS);
    pcap_set_buffer_size(capture, request->buffer_kib * 1024);
    if (request->nanoseconds) pcap_set_tstamp_precision(capture, PCAP_TSTAMP_PRECISION_NANO);
    int status = pcap_activate(capture);
    const char *why = *pcap_geterr(capture) != '\0' ? pcap_geterr(capture) : pcap_statustostr(status);
    if (status == PCAP_ERROR_PERM_DENIED || status == PCAP_ERROR_PROMISC_PERM_DENIED)
        die(EXIT_NOT_PERMITTED, "%s: not permitted (%s)", name, why);
    if (status < 0) die(EXIT_OTHER, "%s: %s", name, why);
    if (status > 0) fprintf(stderr, "netloupe-capture: warning: %s: %s\n", name, why);
    if (pcap_setnonblock(capture, 1, error) != 0) die(EXIT_OTHER, "%s: %s", name, error);
    snprintf(counter, sizeof counter, "/sys/class/net/%s/statistics/rx_missed_errors", name);
    counter_fd = open(counter, O_RDONLY | O_CLOEXEC); /* -1 where there is none: counted as 0 */
    return capture;
}

/* ---- 4. And then nothing is left. ---- */
static void drop_capabilities(void)
{
    struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
    struct __user_cap_data_struct none[2] = { 0 };
    if (geteuid() == 0) { /* only root can do these; for anybody else no_new_privs has the same effect */
        for (int cap = 0; prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; cap++) prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
        if (setgroups(0, NULL) != 0 || setresgid(NOBODY, NOBODY, NOBODY) != 0 || setresuid(NOBODY, NOBODY, NOBODY) != 0)
            fprintf(stderr, "netloupe-capture: warning: stays root, without capabilities: %s\n", strerror(errno));
    }
    if (syscall(SYS_capset, &header, none) != 0) die(EXIT_OTHER, "capset: %s", strerror(errno));
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || /* no ptrace */
        prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
        die(EXIT_OTHER, "prctl: %s", strerror(errno));
}

/* The language of filters is parsed without a capability; libpcap may look into /etc/services for it. */
static void set_filter(pcap_t *capture, const char *filter)
{
    struct bpf_program program;
    if (filter != NULL && (pcap_compile(capture, &program, filter, 1, PCAP_NETMASK_UNKNOWN) != 0 ||
                           pcap_setfilter(capture, &program) != 0))
        die(EXIT_NO_SUCH, "invalid filter: %s", pcap_geterr(capture));
    if (setsockopt(pcap_fileno(capture), SOL_SOCKET, SO_LOCK_FILTER, &(int){ 1 }, sizeof(int)) != 0)
        die(EXIT_OTHER, "SO_LOCK_FILTER: %s", strerror(errno));
}

/* Landlock without a rule: no file is opened, no TCP port used, nobody signalled. Its version; 0: there is none. */
static int forbid_files(void)
{
    enum { CREATE_RULESET = 444, RESTRICT_SELF = 446, ASK_VERSION = 1 };
    long version = syscall(CREATE_RULESET, NULL, 0, ASK_VERSION);
    if (version < 1) return 0;
    struct { uint64_t files, tcp, scopes; } denied = { version >= 5 ? 0xffff : version >= 3 ? 0x7fff : 0x1fff,
                                                       version >= 4 ? 3 : 0, version >= 6 ? 3 : 0 };
    long rules = syscall(CREATE_RULESET, &denied, sizeof denied, 0);
    if (rules < 0 || syscall(RESTRICT_SELF, rules, 0) != 0) die(EXIT_OTHER, "landlock: %s", strerror(errno));
    close((int)rules);
    return (int)version;
}

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field)) /* args: lower half */
#define ELSE_SKIP(value, lines) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, (lines))
#define ANSWER(what) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_##what)
#define ALLOW(name) ELSE_SKIP(SYS_##name, 1), ANSWER(ALLOW)
#define ALLOW_WITH(name, n, value) ELSE_SKIP(SYS_##name, 4), LOAD(args[n]), ELSE_SKIP(value, 1), ANSWER(ALLOW), LOAD(nr)

static void forbid_system_calls(void)
{
    struct sock_filter lines[] = {
        LOAD(arch), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, THIS_ARCH, 1, 0), ANSWER(KILL_PROCESS), LOAD(nr),
        ALLOW_WITH(write, 0, STDOUT_FILENO), ALLOW_WITH(write, 0, STDERR_FILENO),
#ifdef SYS_poll
        ALLOW(poll),
#endif
        ALLOW(ppoll), ALLOW(getsockopt),                        /* packets to come; drops */
        ALLOW(getsockname), ALLOW_WITH(ioctl, 1, SIOCGIFFLAGS), /* is the interface still there, and up? */
        ALLOW(pread64), ALLOW(clock_gettime), ALLOW(rt_sigreturn), ALLOW(restart_syscall), ALLOW(exit_group),
        ANSWER(KILL_PROCESS),
    };
    struct sock_fprog program = { .len = sizeof lines / sizeof *lines, .filter = lines };
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) die(EXIT_OTHER, "seccomp: %s", strerror(errno));
}

/* ---- 5. The loop. ---- */
static long long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static unsigned long long interface_drops(void)
{
    char text[32] = "";
    return counter_fd >= 0 && pread(counter_fd, text, sizeof text - 1, 0) > 0 ? strtoull(text, NULL, 10) : 0;
}

static void say_counts(pcap_t *capture, unsigned long long drops_before)
{
    struct tpacket_stats kernel = { 0 }; /* since it was last asked */
    socklen_t length = sizeof kernel;
    if (getsockopt(pcap_fileno(capture), SOL_PACKET, PACKET_STATISTICS, &kernel, &length) == 0)
        dropped += kernel.tp_drops;
    struct pollfd words = { .fd = STDERR_FILENO, .events = POLLOUT };
    if (poll(&words, 1, 0) == 1 && (words.revents & POLLOUT)) /* who does not read them does not stop the packets */
        fprintf(stderr, "{\"received\":%llu,\"dropped\":%llu,\"interface_dropped\":%llu}\n", received, dropped,
                interface_drops() - drops_before);
}

static void capture_until_told(pcap_t *capture, pcap_dumper_t *dumper)
{
    unsigned long long drops_before = interface_drops();
    long long now = now_ms(), say_at = now + STATISTICS_MS, end_at = LLONG_MAX;
    int got = 0;
    for (; got >= 0 && now < end_at; now = now_ms()) {
        if (now >= say_at) { say_counts(capture, drops_before); say_at = now + STATISTICS_MS; }
        if (stopping && end_at == LLONG_MAX) end_at = now + DRAIN_MS; /* the kernel hands over its last block by then */
        struct pollfd wait[] = { { .fd = pcap_fileno(capture), .events = POLLIN }, { .fd = STDOUT_FILENO } };
        if (poll(wait, 2, stopping ? BLOCK_MS : (int)(say_at - now)) < 0) continue; /* a signal */
        if ((wait[1].revents & (POLLERR | POLLHUP | POLLNVAL)) != 0) break;        /* nobody reads any more */
        got = pcap_dispatch(capture, PACKETS_AT_ONCE, pcap_dump, (u_char *)dumper);
        if (got > 0) received += (unsigned)got;
        if (pcap_dump_flush(dumper) != 0) break;
    }
    say_counts(capture, drops_before);
    const char *why = pcap_geterr(capture);
    if (got < 0) die(strstr(why, "disappeared") != NULL ? EXIT_NO_SUCH : EXIT_OTHER, "%s", why);
}

static void stop(int signal) { (void)signal; stopping = 1; }

/* What it may do here: asks for a packet socket that is bound to nothing and gets no packets. */
static int check(void)
{
    int permitted = socket(AF_PACKET, SOCK_RAW, 0) >= 0;
    const char *why = permitted ? "" : strerror(errno);
    drop_capabilities();
    printf("{\"may_capture\":%s,\"why\":\"%s\",\"landlock\":%d,\"libpcap\":\"%s\"}\n", permitted ? "true" : "false",
           why, forbid_files(), pcap_lib_version());
    return fflush(stdout) != 0 ? EXIT_OTHER : permitted ? 0 : EXIT_NOT_PERMITTED;
}

int main(int count, char **arguments)
{
    struct request request = parse(count, arguments);
    forget_the_caller(!request.check);
    if (request.check) return check();
    pcap_t *capture = open_interface(&request);
    drop_capabilities();
    set_filter(capture, request.filter);
    setvbuf(stdout, output, _IOFBF, sizeof output);
    pcap_dumper_t *dumper = pcap_dump_fopen(capture, stdout);
    if (dumper == NULL) die(EXIT_OTHER, "%s", pcap_geterr(capture));
    signal(SIGTERM, stop); /* a write goes on after it (SA_RESTART): a record is never cut in two */
    signal(SIGINT, stop);
    signal(SIGPIPE, SIG_IGN);
    forbid_files();
    limit(RLIMIT_NOFILE, 3);
    limit(RLIMIT_NPROC, 0);
    forbid_system_calls();
    if (pcap_dump_flush(dumper) == 0) capture_until_told(capture, dumper);
    return 0;
}
