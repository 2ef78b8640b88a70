/*
 * The yardstick for Kafka: what a C program on librdkafka reaches that journals nothing. It parses each reading and keeps
 * a running average per device, no more.
 *
 *   bare_librdkafka BOOTSTRAP TOPIC PARTITIONS COUNT CLOCK_OFFSET_MICROS WARM_UP_SECONDS [FILE]
 *
 * Prints "ready" when it consumes, and one line of JSON after COUNT messages. Latency is from the reading's "ts" (when the
 * schedule asked for it to be sent, in epoch microseconds by the monotonic clock plus the offset) to the moment it has been
 * parsed; that of the first WARM_UP_SECONDS is left out, as for the appliance.
 *
 * With a FILE each payload is also appended to it, and a thread of its own forces the file again and again; latency then ends
 * with the force behind the payload. That is the least that a program can do which loses nothing to a power cut, and so what
 * the disk leaves of the latencies above. The blocks of the file are taken before the first message.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <librdkafka/rdkafka.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define BATCH 1000
#define DEVICES 1000
#define FIRST_DEVICE 1000
#define MAX_MICROS 10000000

struct reading {
    long device, ts, rpm, line, seq;
    double temp, pressure;
    size_t state_length;
};

static double average_temp[DEVICES], average_pressure[DEVICES];
static uint32_t latencies[MAX_MICROS / 10 + 1];

static int64_t monotonic_nanos(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* A number of JSON; NULL if there is none. */
static const char *number(const char *p, const char *end, double *value) {
    int negative = p < end && *p == '-';
    const char *first = p += negative;
    int64_t digits = 0;
    double scale = 1;
    while (p < end && *p >= '0' && *p <= '9') digits = digits * 10 + (*p++ - '0');
    if (p == first) return NULL;
    if (p < end && *p == '.') {
        const char *point = ++p;
        while (p < end && *p >= '0' && *p <= '9') {
            digits = digits * 10 + (*p++ - '0');
            scale *= 10;
        }
        if (p == point) return NULL;
    }
    *value = (negative ? -digits : digits) / scale;
    return p;
}

static int is(const char *name, size_t length, const char *wanted) {
    return strlen(wanted) == length && memcmp(name, wanted, length) == 0;
}

/* Flat objects without white space and escapes, as this benchmark sends them. Returns whether it was one. */
static int parse(const char *p, size_t length, struct reading *out) {
    const char *end = p + length;
    if (p == end || *p++ != '{') return 0;
    for (;;) {
        if (p == end || *p != '"') return 0;
        const char *name = ++p;
        p = memchr(p, '"', end - p);
        if (p == NULL) return 0;
        size_t name_length = p++ - name;
        if (p == end || *p++ != ':' || p == end) return 0;
        if (*p == '"') {
            const char *text = ++p;
            p = memchr(p, '"', end - p);
            if (p == NULL) return 0;
            size_t text_length = p++ - text;
            if (is(name, name_length, "device")) out->device = strtol(text + 1, NULL, 10);
            else if (is(name, name_length, "state")) out->state_length = text_length;
        } else {
            double value;
            p = number(p, end, &value);
            if (p == NULL) return 0;
            if (is(name, name_length, "ts")) out->ts = (long)value;
            else if (is(name, name_length, "temp")) out->temp = value;
            else if (is(name, name_length, "rpm")) out->rpm = (long)value;
            else if (is(name, name_length, "line")) out->line = (long)value;
            else if (is(name, name_length, "seq")) out->seq = (long)value;
            else if (is(name, name_length, "pressure")) out->pressure = value;
        }
        if (p == end) return 0;
        if (*p == '}') return p + 1 == end;
        if (*p++ != ',') return 0;
    }
}

static double percentile(double share, uint64_t total) {
    uint64_t wanted = (uint64_t)(share * total), seen = 0;
    for (int i = 0; i <= MAX_MICROS / 10; i++) {
        seen += latencies[i];
        if (seen > wanted) return i / 100.0;
    }
    return 0;
}

static void fail(const char *what) {
    fprintf(stderr, "bare_librdkafka: %s\n", what);
    exit(1);
}

/* Latency of one message: now minus "ts". */
static void measure(int64_t now_nanos, int64_t offset, int64_t ts) {
    int64_t micros = offset + now_nanos / 1000 - ts;
    micros = micros < 0 ? 0 : micros > MAX_MICROS ? MAX_MICROS : micros;
    latencies[micros / 10]++;
}

/* What waits for the disk: one group fills while the other is being forced. */
struct group {
    char *bytes;
    size_t length, capacity, messages, room;
    int64_t *ts; /* of the measured messages */
};

static struct {
    int fd;
    int64_t offset;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct group filling, forcing; /* filling is guarded by lock; forcing is the forcing thread's */
    int ended;
} disk = {.fd = -1, .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static void append(const char *payload, size_t length, int measured, int64_t ts) {
    pthread_mutex_lock(&disk.lock);
    struct group *group = &disk.filling;
    if (group->length + length > group->capacity) {
        group->capacity = (group->length + length) * 2;
        if ((group->bytes = realloc(group->bytes, group->capacity)) == NULL) fail("no memory");
    }
    if (group->messages == group->room) {
        group->room = group->room * 2 + 1024;
        if ((group->ts = realloc(group->ts, group->room * sizeof *group->ts)) == NULL) fail("no memory");
    }
    memcpy(group->bytes + group->length, payload, length);
    group->length += length;
    if (measured) group->ts[group->messages++] = ts;
    pthread_cond_signal(&disk.changed);
    pthread_mutex_unlock(&disk.lock);
}

static void *force(void *unused) {
    for (;;) {
        pthread_mutex_lock(&disk.lock);
        while (disk.filling.length == 0 && !disk.ended) pthread_cond_wait(&disk.changed, &disk.lock);
        struct group group = disk.filling;
        disk.filling = disk.forcing;
        disk.forcing = group;
        pthread_mutex_unlock(&disk.lock);
        if (group.length == 0) return unused;
        for (size_t done = 0; done < group.length;) {
            ssize_t n = write(disk.fd, group.bytes + done, group.length - done);
            if (n < 0) fail("cannot write the file");
            done += n;
        }
        if (fdatasync(disk.fd) != 0) fail("cannot force the file");
        int64_t now = monotonic_nanos();
        for (size_t i = 0; i < group.messages; i++) measure(now, disk.offset, group.ts[i]);
        disk.forcing.length = disk.forcing.messages = 0;
    }
}

static void set(rd_kafka_conf_t *conf, const char *name, const char *value) {
    char error[512];
    if (rd_kafka_conf_set(conf, name, value, error, sizeof error) != RD_KAFKA_CONF_OK) fail(error);
}

int main(int argc, char **argv) {
    if (argc != 7 && argc != 8) fail("BOOTSTRAP TOPIC PARTITIONS COUNT CLOCK_OFFSET_MICROS WARM_UP_SECONDS [FILE]");
    char error[512];
    int64_t count = atoll(argv[4]), offset = atoll(argv[5]), warm_up = atoll(argv[6]) * 1000000000;
    pthread_t forcing;
    if (argc == 8) {
        disk.offset = offset;
        disk.fd = open(argv[7], O_CREAT | O_WRONLY | O_TRUNC, 0600);
        if (disk.fd < 0 || posix_fallocate(disk.fd, 0, count * 160) != 0) fail("cannot make the file");
        if (pthread_create(&forcing, NULL, force, NULL) != 0) fail("cannot start a thread");
    }
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    set(conf, "bootstrap.servers", argv[1]);
    set(conf, "group.id", "bare");
    set(conf, "enable.auto.commit", "false");
    set(conf, "auto.offset.reset", "earliest");
    /* As much at a time as the appliance asks for, and a backlog of fetched messages: it drains faster so. */
    set(conf, "fetch.message.max.bytes", "4194304");
    set(conf, "queued.min.messages", "1000000");
    rd_kafka_t *consumer = rd_kafka_new(RD_KAFKA_CONSUMER, conf, error, sizeof error);
    if (consumer == NULL) fail(error);
    rd_kafka_poll_set_consumer(consumer);
    rd_kafka_topic_partition_list_t *partitions = rd_kafka_topic_partition_list_new(atoi(argv[3]));
    for (int i = 0; i < atoi(argv[3]); i++)
        rd_kafka_topic_partition_list_add(partitions, argv[2], i)->offset = RD_KAFKA_OFFSET_BEGINNING;
    if (rd_kafka_assign(consumer, partitions) != RD_KAFKA_RESP_ERR_NO_ERROR) fail("cannot assign");
    rd_kafka_queue_t *queue = rd_kafka_queue_get_consumer(consumer);
    printf("ready\n");
    fflush(stdout);

    rd_kafka_message_t *messages[BATCH];
    int64_t seen = 0, first = 0, last = 0;
    uint64_t measured = 0;
    while (seen < count) {
        ssize_t n = 1;
        if (warm_up == 0) {
            n = rd_kafka_consume_batch_queue(queue, 100, messages, BATCH);
        } else if ((messages[0] = rd_kafka_consume_queue(queue, 1000)) == NULL) { /* a batch would wait until it is full */
            n = 0;
        }
        for (ssize_t i = 0; i < n; i++) {
            rd_kafka_message_t *message = messages[i];
            if (message->err) fail(rd_kafka_message_errstr(message));
            struct reading reading = {0};
            if (!parse(message->payload, message->len, &reading)) fail("a message is no reading");
            long device = reading.device - FIRST_DEVICE;
            if (device < 0 || device >= DEVICES) fail("an unknown device");
            average_temp[device] += (reading.temp - average_temp[device]) * 0.01;
            average_pressure[device] += (reading.pressure - average_pressure[device]) * 0.01;
            last = monotonic_nanos();
            if (seen++ == 0) first = last;
            int due = warm_up > 0 && last - first > warm_up;
            measured += due;
            if (disk.fd >= 0) append(message->payload, message->len, due, reading.ts);
            else if (due) measure(last, offset, reading.ts);
            rd_kafka_message_destroy(message);
        }
    }
    if (disk.fd >= 0) {
        pthread_mutex_lock(&disk.lock);
        disk.ended = 1;
        pthread_cond_signal(&disk.changed);
        pthread_mutex_unlock(&disk.lock);
        pthread_join(forcing, NULL);
    }
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    double cpu = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    printf("{\"rows\":%ld,\"rows_per_s\":%.0f,\"cpu_s\":%.2f,\"cpu_s_per_million\":%.2f,\"rss_mib\":%ld,"
           "\"latency_ms\":{\"p50\":%.2f,\"p99\":%.2f,\"p999\":%.2f}}\n",
           (long)seen, seen / ((last - first) / 1e9), cpu, cpu * 1e6 / seen, usage.ru_maxrss >> 10,
           percentile(0.5, measured), percentile(0.99, measured), percentile(0.999, measured));
    fflush(stdout);
    _exit(0);
}
